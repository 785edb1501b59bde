//! What the server does to a request.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use contract_tests::scripted::{Connection, Request, answer, head};

use crate::ledger::Ledger;

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/// More than a client reads.
const OVERSIZE: usize = (1 << 20) + 1;

/// What goes wrong with a request that was read.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// It is answered with this status and not processed.
    Refuse(u16),
    /// The same, and the body of the answer is cut.
    RefuseAndCut(u16),
    /// It is answered with this status, processed or not.
    Fail(u16),
    /// The connection is reset, processed or not.
    Reset,
    /// The connection is closed, processed or not.
    Close,
    /// What is answered is no HTTP, processed or not.
    Garbage,
    /// It never gets its answer, processed or not.
    Silence,
    /// It is processed, and half of the answer arrives.
    Cut,
    /// It is processed, and the answer is larger than a client takes.
    Oversize,
    /// It is processed, and the answer comes in pieces after an interim one.
    Drip,
    /// It is processed, and there is an answer more than there are requests.
    Surplus,
}

const FAULTS: &[Fault] = &[
    Fault::Refuse(400),
    Fault::Refuse(401),
    Fault::Refuse(403),
    Fault::Refuse(429),
    Fault::Refuse(429),
    Fault::Refuse(307),
    Fault::RefuseAndCut(404),
    Fault::RefuseAndCut(429),
    Fault::Fail(500),
    Fault::Fail(502),
    Fault::Fail(503),
    Fault::Reset,
    Fault::Close,
    Fault::Garbage,
    Fault::Silence,
    Fault::Cut,
    Fault::Oversize,
    Fault::Drip,
    Fault::Surplus,
];

/// Of a hundred requests, so many meet a fault, and so many connections end before a request was read.
const FAULTY_REQUESTS: u32 = 27;
const FAULTY_CONNECTIONS: u32 = 5;

/// Serves one connection to its end.
pub(crate) async fn serve(mut connection: Connection, seed: u64, ledger: Arc<Ledger>) {
    let mut chance = chance(seed, connection.number(), u32::MAX);
    if chance.u32(..100) < FAULTY_CONNECTIONS {
        match chance.u8(..3) {
            0 => connection.reset(),
            1 => connection.close().await,
            _ => {
                let _ = connection.read_some().await;
                connection.reset();
            }
        }
        return;
    }
    while let Ok(request) = connection.read().await {
        if handle(&mut connection, &request, seed, &ledger)
            .await
            .is_err()
        {
            return;
        }
    }
}

/// Answers a request, or does not. An error ends the connection.
async fn handle(
    connection: &mut Connection,
    request: &Request,
    seed: u64,
    ledger: &Ledger,
) -> io::Result<()> {
    let call = call(request);
    let mut chance = chance(seed, call, ledger.arrived(call));
    let fault = (chance.u32(..100) < FAULTY_REQUESTS).then(|| FAULTS[chance.usize(..FAULTS.len())]);
    let processed = match fault {
        Some(Fault::Refuse(_) | Fault::RefuseAndCut(_)) => false,
        None | Some(Fault::Cut | Fault::Oversize | Fault::Drip | Fault::Surplus) => true,
        _ => chance.bool(),
    };
    if processed {
        ledger.process(call);
    }
    match fault {
        None => {
            ledger.accept(call);
            return connection.send(OK.as_bytes()).await;
        }
        Some(Fault::Surplus) => {
            ledger.accept(call);
            return connection.send(OK.repeat(2).as_bytes()).await;
        }
        Some(Fault::Refuse(status) | Fault::Fail(status)) => {
            let retry = "Retry-After: 0\r\nLocation: /elsewhere\r\n";
            connection.send(&answer(status, retry, "why")).await?;
            connection.close().await;
        }
        Some(Fault::RefuseAndCut(status)) => {
            let half = head(status, "Content-Length: 9\r\n") + "half";
            connection.send(half.as_bytes()).await?;
            connection.close().await;
        }
        Some(Fault::Reset) => connection.reset(),
        Some(Fault::Close) => connection.close().await,
        Some(Fault::Garbage) => {
            connection.send(b"SSH-2.0-OpenSSH_9.9\r\n").await?;
            connection.close().await;
        }
        Some(Fault::Silence) => connection.hold().await?,
        Some(Fault::Cut) => {
            let half = head(200, "Content-Length: 9\r\n") + "half";
            connection.send(half.as_bytes()).await?;
            connection.close().await;
        }
        Some(Fault::Oversize) => {
            connection
                .send(&answer(200, "", vec![b'x'; OVERSIZE]))
                .await?;
            connection.close().await;
        }
        Some(Fault::Drip) => {
            ledger.accept(call);
            connection.send(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
            return connection
                .drip(OK.as_bytes(), Duration::from_micros(100))
                .await;
        }
    }
    Err(io::ErrorKind::ConnectionAborted.into())
}

fn call(request: &Request) -> usize {
    let id = request.id();
    id.trim_start_matches("call-").parse().unwrap()
}

/// The same for the same three numbers, whatever else happens.
fn chance(seed: u64, call: usize, request: u32) -> fastrand::Rng {
    let mut outer = fastrand::Rng::with_seed(seed);
    let salt = outer.u64(..);
    let mut inner = fastrand::Rng::with_seed(salt ^ (call as u64) << 20 ^ u64::from(request));
    // Neighbouring seeds begin alike.
    let inner_seed = inner.u64(..);
    fastrand::Rng::with_seed(inner_seed)
}
