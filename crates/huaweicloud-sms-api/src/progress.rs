//! How far a request came.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::Request;

/// Whether the requests of a session may have reached the service.
///
/// A request is processed when its body has arrived, and the connection takes the body from us only when it is about to
/// write it. So as long as nobody took the body, nothing can have been processed: there was no connection, or no time
/// for one. The connection may run on another thread, though, and take the body at the very moment in which a call is
/// given up. So whoever asks decides as well: once [`close`](Self::close) has said that nothing was taken, nothing can
/// be taken any more, and the request ends before its body.
///
/// Clones share what they know. Give each attempt a session with a progress of its own.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    state: Arc<AtomicU8>,
}

/// Nobody has taken the body, and nobody has asked whether somebody did.
const UNTOUCHED: u8 = 0;
/// The connection has taken the body.
const TAKEN: u8 = 1;
/// Nobody had taken the body when it was asked for, and nobody may any more.
const CLOSED: u8 = 2;

impl Progress {
    /// Ends the matter: whether a request may have reached the service. If not, none will.
    pub fn close(&self) -> Arrival {
        match self.settle(CLOSED) {
            Ok(()) | Err(CLOSED) => Arrival::Impossible,
            Err(_) => Arrival::Possible,
        }
    }

    /// Takes the body, unless it was closed off.
    fn take(&self) -> Result<(), Closed> {
        match self.settle(TAKEN) {
            Ok(()) | Err(TAKEN) => Ok(()),
            Err(_) => Err(Closed),
        }
    }

    /// Whoever comes first decides.
    fn settle(&self, state: u8) -> Result<(), u8> {
        self.state
            .compare_exchange(UNTOUCHED, state, Ordering::AcqRel, Ordering::Acquire)
            .map(|_| ())
    }

    /// Has the body of the request ask before it is taken.
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

/// Whether a request may have reached the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It may have.
    Possible,
    /// It has not, and will not.
    Impossible,
}

/// A body that asks before it is taken.
struct Watched {
    bytes: Option<Bytes>,
    progress: Progress,
}

/// The call was given up, and said to have sent nothing.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the call was given up before its body was sent")
    }
}

impl std::error::Error for Closed {}

impl Body for Watched {
    type Data = Bytes;
    type Error = Closed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Closed>>> {
        Poll::Ready(match self.progress.take() {
            Ok(()) => self.bytes.take().map(|bytes| Ok(Frame::data(bytes))),
            Err(closed) => Some(Err(closed)),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    /// Exact, so that the request has a length and is not sent in chunks.
    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(body: &mut Watched) -> Option<Result<Frame<Bytes>, Closed>> {
        let mut context = Context::from_waker(std::task::Waker::noop());
        match Pin::new(body).poll_frame(&mut context) {
            Poll::Ready(frame) => frame,
            Poll::Pending => panic!("a body in memory is ready"),
        }
    }

    fn watched(progress: &Progress) -> Watched {
        Watched {
            bytes: Some(Bytes::from_static(b"{}")),
            progress: progress.clone(),
        }
    }

    #[test]
    fn a_body_that_was_taken_may_have_arrived() {
        let progress = Progress::default();
        let mut body = watched(&progress);
        assert_eq!(poll(&mut body).unwrap().unwrap().into_data().unwrap(), "{}");
        assert_eq!(progress.close(), Arrival::Possible);
        assert_eq!(progress.close(), Arrival::Possible);
        assert!(poll(&mut body).is_none());
    }

    #[test]
    fn once_it_is_said_that_nothing_was_sent_nothing_can_be() {
        let progress = Progress::default();
        let mut body = watched(&progress);
        assert_eq!(progress.close(), Arrival::Impossible);
        assert!(poll(&mut body).unwrap().is_err());
        assert_eq!(progress.close(), Arrival::Impossible);
    }

    #[test]
    fn of_two_threads_one_decides() {
        for _ in 0..2_000 {
            let progress = Progress::default();
            let mut body = watched(&progress);
            let taking = std::thread::spawn(move || poll(&mut body).unwrap().is_ok());
            let arrival = progress.close();
            let was_taken = taking.join().unwrap();
            assert_eq!(was_taken, arrival == Arrival::Possible);
        }
    }
}
