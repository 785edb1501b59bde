//! Whatever a server says of when to come back, it is a time or nothing.
#![no_main]

use huaweicloud_sms::fuzzing::read_retry_after;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|value: (&[u8], &[u8])| {
    let (retry_after, date) = value;
    let _ = read_retry_after(retry_after, date);
});
