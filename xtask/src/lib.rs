//! Chores of this repository, as a library: `main.rs` is a thin command line over it, and the tests call it.
//!
//! The contract, `openapi/sms-v3.yaml`, is the only source. [`contract`] reads it, [`lint`] holds it to the rules, and
//! [`codegen`] writes or checks the client that follows from it: `generate` asks progenitor, `refine` mends what
//! progenitor cannot be told, `header` records what the file was made from, and `stale` tells why a file differs from
//! what it should be.

pub mod codegen;
pub mod contract;
pub mod error;
mod generate;
mod header;
pub mod lint;
mod refine;
pub mod report;
mod stale;

pub use error::Error;
