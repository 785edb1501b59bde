use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};

/// The largest body that the service takes, in bytes.
pub(crate) const MAX_BODY: usize = 10_240;

/// How much of a body is read at most. What goes beyond [`MAX_BODY`] is thrown away as it comes, so that a client that
/// is still sending gets its refusal and not a reset connection. Beyond this it may have the reset.
const MAX_READ: usize = 1024 * 1024;

/// What came as the body of a request.
#[derive(Debug)]
pub(crate) enum Received {
    Whole(Vec<u8>),
    TooLarge,
    Broken,
}

/// Reads a body, and keeps no more than [`MAX_BODY`] bytes of it.
pub(crate) async fn receive(mut body: Body) -> Received {
    let mut kept = Vec::new();
    let mut read = 0;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(frame) = frame else {
            return Received::Broken;
        };
        let Some(data) = frame.data_ref() else {
            continue;
        };
        read += data.len();
        if read > MAX_READ {
            break;
        }
        if read <= MAX_BODY {
            kept.extend_from_slice(data);
        }
    }
    if read > MAX_BODY {
        return Received::TooLarge;
    }
    Received::Whole(kept)
}
