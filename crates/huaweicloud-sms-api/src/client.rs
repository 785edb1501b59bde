//! Making clients.

use crate::generated::Client;
use crate::{Session, Transport};

impl Client {
    /// A client that calls the service at `endpoint`, such as `https://sms.ap-southeast-3.myhuaweicloud.com`, without
    /// a slash at its end.
    ///
    /// The endpoint is taken as it is. One that is no URL makes every call fail; `huaweicloud-sms` checks it first.
    pub fn connect(endpoint: &str, transport: &Transport, session: Session) -> Self {
        Self::new_with_client(endpoint, transport.http.clone(), session)
    }
}
