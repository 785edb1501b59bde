//! Which endpoint a request is for.

use axum::http::Method;

use crate::contract::{Contract, Operation};
use crate::refusal::Refusal;
use crate::schema::Schema;

/// What an endpoint does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Call<'a> {
    /// An operation of the contract.
    Operation(&'a Operation),
    /// Shows the thing that an operation is about. Not in the contract; the service has it beside it.
    Show(&'a Operation),
}

impl<'a> Call<'a> {
    fn method(self) -> Method {
        match self {
            Self::Operation(operation) => operation.method.clone(),
            Self::Show(_) => Method::GET,
        }
    }

    pub(crate) fn id_schema(self) -> &'a Schema {
        match self {
            Self::Operation(operation) | Self::Show(operation) => &operation.id,
        }
    }
}

/// The call of a request, and the id in its path as it was sent.
pub(crate) fn find<'a, 'p>(
    contract: &'a Contract,
    method: &Method,
    path: &'p str,
) -> Result<(Call<'a>, &'p str), Refusal> {
    let mut served = Vec::new();
    for operation in &contract.operations {
        // The service shows a thing at the path of the operations on it, without their last segment.
        let shown_at = operation
            .path
            .rsplit_once('/')
            .map_or("", |(parent, _)| parent);
        for (template, call) in [
            (operation.path.as_str(), Call::Operation(operation)),
            (shown_at, Call::Show(operation)),
        ] {
            let Some(id) = id_in(template, path) else {
                continue;
            };
            if call.method() == *method {
                return Ok((call, id));
            }
            served.push(call.method());
        }
    }
    if served.is_empty() {
        return Err(Refusal::no_such_api());
    }
    Err(Refusal::bad_method(method, &served))
}

/// The id in a path, if the path has the shape of the template.
fn id_in<'p>(template: &str, path: &'p str) -> Option<&'p str> {
    let mut id = None;
    let mut segments = path.split('/');
    for wanted in template.split('/') {
        let segment = segments.next()?;
        if wanted.starts_with('{') {
            id = Some(segment);
        } else if wanted != segment {
            return None;
        }
    }
    if segments.next().is_some() {
        return None;
    }
    id.filter(|id| !id.is_empty() && !is_dots(id))
}

/// Whether a segment means this folder or the one above. Whatever stands between client and service may resolve it, so
/// such a path does not lead where it seems to.
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_a_template_segment_by_segment() {
        let template = "/v3/tasks/{task_id}/action";
        for (path, id) in [
            ("/v3/tasks/a/action", Some("a")),
            ("/v3/tasks/a%2Fb/action", Some("a%2Fb")),
            ("/v3/tasks/.../action", Some("...")),
            ("/v3/tasks//action", None),
            ("/v3/tasks/a/action/", None),
            ("/v3/tasks/a", None),
            ("/v3/tasks/a/b/action", None),
            ("/v3/TASKS/a/action", None),
            ("/v3/tasks/../action", None),
            ("/v3/tasks/%2E%2e/action", None),
            ("/v3/tasks/./action", None),
            ("*", None),
        ] {
            assert_eq!(id_in(template, path), id, "{path}");
        }
    }
}
