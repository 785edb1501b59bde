//! The HTTP side: connections, request ids, and stopping.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::response::Response;
use httpdate::fmt_http_date;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::answer;
use crate::body::receive;
use crate::refusal::Refusal;
use crate::request_ids::RequestIds;
use crate::seen::{Seen, SeenRequest};
use crate::service::Service;

/// What every request needs.
#[derive(Debug)]
pub(crate) struct Server {
    service: Service,
    request_ids: RequestIds,
    seen: Mutex<Seen>,
    /// Closed when the emulator stops.
    stop: watch::Receiver<()>,
}

impl Server {
    pub(crate) fn new(service: Service, stop: watch::Receiver<()>) -> Self {
        Self {
            service,
            request_ids: RequestIds::new(),
            seen: Mutex::new(Seen::default()),
            stop,
        }
    }

    pub(crate) fn service(&self) -> &Service {
        &self.service
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves until the emulator stops.
    pub(crate) async fn serve(self: Arc<Self>, listener: TcpListener) {
        let stop = self.stop.clone();
        let router = Router::new().fallback(handle).with_state(self);
        // There is nobody to hand an error to, and axum promises none: a connection that cannot be accepted ends alone.
        let _ = axum::serve(listener, router)
            .with_graceful_shutdown(stopped(stop))
            .await;
    }
}

/// Waits until the emulator stops.
async fn stopped(mut stop: watch::Receiver<()>) {
    // Nothing is ever sent: the sender is dropped, which is the error here.
    while stop.changed().await.is_ok() {}
}

async fn handle(State(server): State<Arc<Server>>, request: Request) -> Response {
    let request_id = server.request_ids.next();
    let (head, body) = request.into_parts();

    // The body is read first, whatever becomes of the request: a client that is still sending may miss its answer.
    let mut response = tokio::select! {
        biased;
        body = receive(body) => server.service.answer(&head, &body),
        // Else a client that never ends its body would hold up the stop.
        () = stopped(server.stop.clone()) => {
            answer::refusal(&Refusal::stopping(), &server.service.contract.error_limits)
        }
    };

    let seen = SeenRequest {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        status: response.status().as_u16(),
        request_id: request_id.clone(),
    };
    server.seen().push(seen);

    // By the clock that dates of signatures are held to, so that a caller can see how far off they are.
    if let Ok(value) = HeaderValue::try_from(fmt_http_date(server.service.clock.now())) {
        response.headers_mut().insert(DATE, value);
    }
    if let Ok(value) = HeaderValue::try_from(request_id) {
        let name = server.service.contract.request_id_header.clone();
        response.headers_mut().insert(name, value);
    }
    response
}
