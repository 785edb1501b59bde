use std::collections::VecDeque;

/// How many requests are remembered. Enough to look back on a test; not enough to matter to the memory.
const MAX_SEEN: usize = 1_000;

/// How much of a path is remembered, in characters. Every path that leads somewhere is shorter.
const MAX_PATH: usize = 1_024;

/// A request that the emulator answered. See [`Emulator::requests`](crate::Emulator::requests).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeenRequest {
    /// The method, such as `POST`.
    pub method: String,
    /// The path as it was sent, without the query, cut to 1,024 characters.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The id of the request, as the answer gave it.
    pub request_id: String,
}

/// The latest requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Seen(VecDeque<SeenRequest>);

impl Seen {
    pub(crate) fn push(&mut self, mut request: SeenRequest) {
        if let Some((end, _)) = request.path.char_indices().nth(MAX_PATH) {
            request.path.truncate(end);
        }
        if self.0.len() == MAX_SEEN {
            self.0.pop_front();
        }
        self.0.push_back(request);
    }

    pub(crate) fn to_vec(&self) -> Vec<SeenRequest> {
        self.0.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: &str) -> SeenRequest {
        SeenRequest {
            method: "GET".to_owned(),
            path: path.to_owned(),
            status: 200,
            request_id: String::new(),
        }
    }

    #[test]
    fn the_oldest_request_is_forgotten_first() {
        let mut seen = Seen::default();
        for number in 0..=MAX_SEEN {
            seen.push(request(&number.to_string()));
        }
        let seen = seen.to_vec();
        assert_eq!(seen.len(), MAX_SEEN);
        assert_eq!(seen[0].path, "1");
    }

    #[test]
    fn a_path_is_remembered_up_to_its_limit() {
        let mut seen = Seen::default();
        seen.push(request(&"é".repeat(MAX_PATH + 1)));
        assert_eq!(seen.to_vec()[0].path.chars().count(), MAX_PATH);
    }
}
