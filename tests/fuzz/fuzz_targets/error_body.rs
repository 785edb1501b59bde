//! Whatever a server answers is read without a panic, and brought into a shape that can be written again.
#![no_main]

use huaweicloud_sms_api::fuzzing::read_error_body;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &str| {
    let error = read_error_body(body);
    let written = serde_json_round_trip(&error);
    assert_eq!(written.error_code, error.error_code);
    assert_eq!(written.error_msg, error.error_msg);
});

fn serde_json_round_trip(
    error: &huaweicloud_sms_api::types::ApiError,
) -> huaweicloud_sms_api::types::ApiError {
    let text = serde_json::to_string(error).expect("an error body can be written");
    serde_json::from_str(&text).expect("what was written can be read")
}
