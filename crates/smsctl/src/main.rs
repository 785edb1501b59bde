//! Command line for the control side of the Server Migration Service.
fn main() {}
