//! Making clients.

use crate::generated::Client;
use crate::{Session, Transport};

impl Client {
    /// A client that calls the service at the address of a transport.
    pub fn connect(transport: &Transport, session: Session) -> Self {
        Self::new_with_client(transport.address.as_str(), transport.http.clone(), session)
    }
}
