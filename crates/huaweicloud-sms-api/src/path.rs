//! An id must never change which resource a request addresses.

use reqwest::Url;

use crate::Operation;

/// An id as one segment of a path.
///
/// progenitor leaves a backslash bare, which a URL parser takes for a slash: the id `a\.` would reach what `a` names.
pub(crate) fn encode_path(id: &str) -> String {
    progenitor_client::encode_path(id).replace('\\', "%5C")
}

/// Whether `url` still addresses what `operation` means to, below the path of `endpoint`.
///
/// Generated code escapes ids, and then a URL parser reads the result. That parser takes `.` and `..` for steps in the
/// tree, so an id made of those reaches another resource, with the caller's token. This looks at what the parser made of
/// it: the number of segments and every fixed segment must be the contract's.
pub(crate) fn addresses(url: &Url, endpoint: &str, operation: &Operation) -> bool {
    let Some(below) = url.path().strip_prefix(path_of(endpoint)) else {
        return false;
    };
    let mut actual = below.split('/');
    let mut expected = operation.path.split('/');
    loop {
        match (actual.next(), expected.next()) {
            (None, None) => return url.query().is_none() && url.fragment().is_none(),
            (Some(actual), Some(expected)) => {
                let fits = if expected.starts_with('{') {
                    !actual.is_empty()
                } else {
                    actual == expected
                };
                if !fits {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// The path of an endpoint, found without parsing it again for every call.
fn path_of(endpoint: &str) -> &str {
    let authority = endpoint.find("://").map_or(0, |at| at + "://".len());
    endpoint[authority..]
        .find('/')
        .map_or("", |at| &endpoint[authority + at..])
}

#[cfg(test)]
mod tests {
    use super::{addresses, encode_path};
    use crate::operations::UPDATE_TASK_STATUS;

    fn reaches(endpoint: &str, url: &str) -> bool {
        addresses(&url.parse().unwrap(), endpoint, &UPDATE_TASK_STATUS)
    }

    #[test]
    fn the_path_of_the_contract_is_reached() {
        assert!(reaches("https://h", "https://h/v3/tasks/t1/action"));
        assert!(reaches("https://h/a/b", "https://h/a/b/v3/tasks/t1/action"));
        assert!(reaches("https://h", "https://h/v3/tasks/a%2Fb/action"));
    }

    #[test]
    fn an_id_never_becomes_two_segments() {
        assert_eq!(encode_path("a/b\\.%2e"), "a%2Fb%5C.%252e");
    }

    #[test]
    fn other_paths_are_not() {
        for url in [
            "https://h/v3/tasks/../action",
            "https://h/v3/tasks/./action",
            "https://h/v3/tasks//action",
            "https://h/v3/tasks/a\\b/action",
            "https://h/v3/tasks/a/b/action",
            "https://h/v3/tasks/t1/action?x",
            "https://h/v3/tasks/t1/action#x",
            "https://h/v3/tasks/t1",
        ] {
            assert!(!reaches("https://h", url), "{url}");
        }
        assert!(!reaches("https://h/a", "https://h/v3/tasks/t1/action"));
    }
}
