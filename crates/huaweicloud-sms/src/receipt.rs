//! What a call that was accepted returns.

/// Proof that the service accepted a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
}

impl Receipt {
    /// The HTTP status, 200 to 299.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The id of the request, which the vendor's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        1
    }
}
