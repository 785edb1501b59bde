//! What the client made of an answer, judged by what the contract documents.

use super::rules::OperationRules;
use super::{End, Exchange};

/// A documented success is a success, a documented error an error, and neither is anything else.
pub(super) fn check(rules: &OperationRules, exchange: &Exchange, find: &mut impl FnMut(String)) {
    let status = exchange.status;
    let is_documented = rules
        .statuses
        .iter()
        .any(|documented| covers(documented, status));
    let fits = match &exchange.end {
        End::Success { status: seen, .. } => *seen == status && is_documented && status < 300,
        End::Error { status: seen, .. } => *seen == status && is_documented && status >= 300,
        End::Undocumented(seen) => *seen == status && !is_documented,
        End::Other(_) => false,
    };
    if !fits {
        let end = &exchange.end;
        find(format!(
            "the answer {status}, documented: {is_documented}, ended as {end:?}"
        ));
    }
}

/// Whether a documented status such as `403`, `4XX` or `default` covers a status.
pub(super) fn covers(documented: &str, status: u16) -> bool {
    let status = status.to_string();
    documented == status
        || documented == "default"
        || documented
            .strip_suffix("XX")
            .is_some_and(|class| class.len() == 1 && status.starts_with(class))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_range_covers_its_statuses() {
        assert!(covers("403", 403) && covers("4XX", 403) && covers("default", 403));
        assert!(!covers("404", 403) && !covers("5XX", 403) && !covers("XX", 403));
    }
}
