//! Many calls through a server that fails three times in ten, in every way it can, and a ledger of what it really did.
//!
//! 2,000 calls by default. Many more, or other faults:
//!
//! ```sh
//! SMS_SOAK_CALLS=100000 SMS_SOAK_SEED=7 cargo test --package contract-tests --test soak -- --nocapture
//! ```
//!
//! The seed decides what happens to the first, second, … request of each call. Only the faults of connections fall on
//! whichever call comes along.

#[cfg(test)]
mod fault;
#[cfg(test)]
mod ledger;

#[cfg(test)]
mod tests {
    use std::env;
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use contract_tests::calls::{self, AtOnce, Operation};
    use contract_tests::scripted::{ClosedPort, Scripted};
    use huaweicloud_sms::{Outcome, Sms};
    use tokio::task::JoinSet;

    use crate::fault;
    use crate::ledger::{Ledger, Report};

    /// Clients at a time.
    const WORKERS: usize = 8;

    /// Calls of a client at a time, which share its connections.
    const TOGETHER: usize = 4;

    /// A client's budget for retries is soon spent by a server like this one, and what is worth testing is the retry.
    const CHUNKS_OF_A_CLIENT: usize = 12;

    /// One call in so many finds no server. Prime, so that both operations and all workers meet it.
    const NOWHERE: usize = 53;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[allow(
        clippy::print_stderr,
        reason = "whoever sees it fail needs the seed, and whoever runs it for long wants the counts"
    )]
    async fn what_calls_report_is_what_the_server_did() {
        let calls = from_env("SMS_SOAK_CALLS").unwrap_or(2_000);
        let seed = from_env("SMS_SOAK_SEED").unwrap_or(1) as u64;
        let ledger = Arc::new(Ledger::default());
        let server = {
            let ledger = Arc::clone(&ledger);
            Scripted::serve(move |connection| fault::serve(connection, seed, Arc::clone(&ledger)))
                .await
        };

        let begun = Instant::now();
        let mut workers = JoinSet::new();
        for worker in 0..WORKERS {
            let (url, ledger) = (server.url(), Arc::clone(&ledger));
            workers.spawn(async move {
                // Hardly anything that a server does proves that nothing was sent. A server that is gone does.
                let closed = ClosedPort::take();
                let nowhere = client(&format!("http://{}", closed.address()));
                let mut sms = client(&url);
                let mine: Vec<_> = (worker..calls).step_by(WORKERS).collect();
                for (made, calls) in mine.chunks(TOGETHER).enumerate() {
                    if made % CHUNKS_OF_A_CLIENT == 0 {
                        sms = client(&url);
                    }
                    let mut together = JoinSet::new();
                    for &call in calls {
                        let lost = call % NOWHERE == 0;
                        let sms = if lost { nowhere.clone() } else { sms.clone() };
                        let ledger = Arc::clone(&ledger);
                        together.spawn(async move { ledger.report(call, make(&sms, call).await) });
                    }
                    together.join_all().await;
                }
            });
        }
        workers.join_all().await;
        // A request may still be on its way after its call has ended. It counts as well.
        assert!(server.seen().until_open(0).await, "connections are left");

        let summary = ledger.summary();
        eprintln!(
            "seed {seed}: {calls} calls in {:.1?}: {summary:?}",
            begun.elapsed()
        );
        let lies = ledger.lies();
        assert!(lies.is_empty(), "seed {seed}:\n{}", lies.join("\n"));
        for report in [
            Report::Done,
            Report::NotSent,
            Report::Refused,
            Report::Unknown,
        ] {
            assert!(summary.reports[&report] > 0, "no call was {report:?}");
        }
        assert_eq!(summary.reports.values().sum::<usize>(), calls);
        assert!(
            summary.retried > calls / 50,
            "hardly any call was sent again"
        );
    }

    fn client(url: &str) -> Sms {
        calls::builder(url)
            .retry(AtOnce(3))
            // Long enough for an answer, and short for one that never comes.
            .attempt_timeout(Duration::from_millis(400))
            .build()
            .unwrap()
    }

    async fn make(sms: &Sms, call: usize) -> Report {
        let operation = Operation::BOTH[call % 2];
        match operation.call(sms, &format!("call-{call}")).await {
            Ok(receipt) => {
                assert!((200..=299).contains(&receipt.status()));
                Report::Done
            }
            Err(error) => match error.outcome() {
                Outcome::NotSent => Report::NotSent,
                Outcome::Refused => Report::Refused,
                Outcome::Unknown => Report::Unknown,
            },
        }
    }

    fn from_env(name: &str) -> Option<usize> {
        env::var(name).ok().map(|value| value.parse().unwrap())
    }
}
