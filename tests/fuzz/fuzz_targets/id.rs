//! An id that is accepted is exactly one segment of a path, byte for byte.
#![no_main]

use huaweicloud_sms::TaskId;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|id: &str| {
    let Ok(accepted) = TaskId::new(id) else { return };
    assert_eq!(accepted.as_str(), id);
    let url = Url::parse(&format!("https://host/v3/tasks/{id}/action")).expect("an id makes a url");
    assert_eq!(url.path(), format!("/v3/tasks/{id}/action"));
    assert!(url.query().is_none() && url.fragment().is_none());
});
