//! What went over the wire, judged by the contract alone.
//!
//! Nothing here knows the generated client. Requests are raw bytes, taken apart by hand; the contract says which path,
//! method, headers and body they must have. What was never sent proves nothing, so the calls must also cover the
//! contract: every value, every example, every limit from both sides.

mod answers;
mod coverage;
mod judge;
mod request;
mod rules;

use serde_json::Value;

use crate::Finding;
pub use request::Request;

use judge::judge;
use rules::Rules;

/// A call: what it sent, what it was answered, and what the client made of that.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What every connection that was made carried: a request, or why it was not exactly one.
    pub requests: Vec<Result<Request, String>>,
    /// The token that the client was given.
    pub token: String,
    /// The status that was answered.
    pub status: u16,
    /// What the client made of the answer.
    pub end: End,
}

/// What a client made of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A success.
    Success {
        /// The status.
        status: u16,
        /// The body, where the contract documents one.
        text: Option<String>,
        /// The header X-Request-Id.
        request_id: Option<String>,
    },
    /// An error that the contract documents.
    Error {
        /// The status.
        status: u16,
        /// The error code of the body.
        code: Option<String>,
        /// The message of the body.
        message: Option<String>,
        /// The header X-Request-Id.
        request_id: Option<String>,
    },
    /// An answer that the contract does not document, by its status.
    Undocumented(u16),
    /// Something else, in words.
    Other(String),
}

/// Holds recorded exchanges to a contract.
pub fn check(contract: &Value, exchanges: &[Exchange]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let rules = Rules::of(contract, &mut findings);
    let mut judged = Vec::new();
    for exchange in exchanges {
        match judge(&rules, exchange) {
            Ok(call) => judged.push(call),
            Err(faults) => findings.extend(faults),
        }
    }
    coverage::check(contract, &rules, &judged, &mut findings);
    findings
}

/// What a contract finds wrong with one exchange.
pub fn faults(contract: &Value, exchange: &Exchange) -> Vec<Finding> {
    let mut findings = Vec::new();
    let rules = Rules::of(contract, &mut findings);
    findings.extend(judge(&rules, exchange).err().into_iter().flatten());
    findings
}
