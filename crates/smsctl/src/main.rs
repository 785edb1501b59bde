//! `smsctl`. What it does is in the library, where tests and fuzzers reach it.

fn main() -> std::process::ExitCode {
    smsctl::main()
}
