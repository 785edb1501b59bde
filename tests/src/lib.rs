//! What the tests of this package share.
//!
//! The contract, `openapi/sms-v3.yaml`, is held to four things, each by a *check*: a function from a contract to
//! [findings](Finding), the places where the contract and what it is held to differ.
//!
//! * [`pages`]: what the vendor's pages say, as transcribed in `fixtures/pages.json`.
//! * [`decisions`]: what was decided beyond the pages, as listed in `fixtures/decisions.json`. Together with the pages
//!   these are all the facts of the contract, each of them held once.
//! * [`wire`]: what the client was seen to send, byte by byte, and what it made of the answers.
//! * [`types`]: what the generated Rust types say and do.
//!
//! That they are functions lets [`mutants`] test the tests: every fact of the contract is changed, one at a time, and
//! some check must notice.
//!
//! [`scripted`] is the other half: servers that do whatever can go wrong, and [`calls`] the calls to make to them.
//!
//! Everything here is for tests, so a fixture or a contract that cannot be read at all ends in a panic that says why:
//! there is nobody to hand an error to.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "what cannot be read in a test ends the test, with a message"
)]

pub mod calls;
pub mod contract;
pub mod decisions;
pub mod facts;
mod finding;
pub mod loopback;
pub mod mutants;
pub mod pages;
pub mod scripted;
pub mod types;
pub mod wire;

pub use finding::{Finding, list};

/// The example of the README is compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
