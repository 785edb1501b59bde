use axum::http::HeaderMap;

/// The value of a header that was sent exactly once.
pub(crate) fn the_only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h [u8]> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    values.next().is_none().then_some(first.as_bytes())
}
