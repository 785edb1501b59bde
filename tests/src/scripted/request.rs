//! A request as it came over the wire.

/// A whole request as it came over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The number of its connection; the first is 0.
    pub connection: usize,
    /// All its bytes.
    pub raw: Vec<u8>,
    body_at: usize,
}

impl Request {
    /// Takes the first whole request off `bytes`, if there is one. It ends where its `Content-Length` says.
    pub(super) fn take(bytes: &mut Vec<u8>, connection: usize) -> Option<Self> {
        let body_at = position(bytes, b"\r\n\r\n")? + 4;
        let end = body_at + content_length(&bytes[..body_at]);
        (bytes.len() >= end).then(|| Self {
            connection,
            raw: bytes.drain(..end).collect(),
            body_at,
        })
    }

    /// The method and the path: the first line without the version.
    pub fn target(&self) -> String {
        let head = String::from_utf8_lossy(&self.raw[..self.body_at]);
        let line = head.lines().next().unwrap_or_default();
        line.rsplit_once(' ')
            .map_or(line, |(target, _)| target)
            .to_owned()
    }

    /// The id in the path: its third segment.
    pub fn id(&self) -> String {
        let target = self.target();
        target.split('/').nth(3).unwrap_or_default().to_owned()
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.raw[self.body_at..]
    }
}

fn content_length(head: &[u8]) -> usize {
    String::from_utf8_lossy(head)
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0)
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::Request;

    #[test]
    fn a_request_is_taken_once_it_is_whole() {
        let whole = b"POST /v3/tasks/t1/action HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";
        for cut in 0..whole.len() {
            assert_eq!(Request::take(&mut whole[..cut].to_vec(), 0), None);
        }
        let mut two = [whole.as_slice(), b"more"].concat();
        let request = Request::take(&mut two, 0).unwrap();
        assert_eq!(request.target(), "POST /v3/tasks/t1/action");
        assert_eq!((request.id().as_str(), request.body()), ("t1", &b"{}"[..]));
        assert_eq!(two, b"more");
    }
}
