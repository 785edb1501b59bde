//! How far a request came.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::Request;

/// Whether the requests of a session may have reached the service.
///
/// A request is processed when its body has arrived, and the connection takes the body from us only when it is about to
/// write it. So as long as nobody asked for the body, nothing can have been processed: there was no connection, or no
/// time for one.
///
/// Clones share what they know. Give each attempt a session with a progress of its own.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    body_taken: Arc<AtomicBool>,
}

impl Progress {
    /// Whether a request may have reached the service.
    pub fn may_have_arrived(&self) -> bool {
        self.body_taken.load(Ordering::Acquire)
    }

    /// Has the body of the request report when it is taken.
    pub(crate) fn watch(&self, request: &mut Request) {
        let bytes = request
            .body()
            .and_then(|body| body.as_bytes())
            .map(Bytes::copy_from_slice);
        *request.body_mut() = bytes.map(|bytes| {
            reqwest::Body::wrap(Watched {
                bytes: Some(bytes),
                progress: self.clone(),
            })
        });
    }
}

/// A body that reports when it is taken.
struct Watched {
    bytes: Option<Bytes>,
    progress: Progress,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.progress.body_taken.store(true, Ordering::Release);
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    /// Exact, so that the request has a length and is not sent in chunks.
    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
