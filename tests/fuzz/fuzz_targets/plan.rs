//! Whatever a plan holds, it is read to its end or its faults are told.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match smsctl::fuzzing::check_plan(bytes) {
        Ok(steps) => assert!(steps > 0),
        Err(faults) => assert!(faults > 0),
    }
});
