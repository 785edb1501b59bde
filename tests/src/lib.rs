//! What the tests of this package share.

pub mod calls;
pub mod scripted;
