//! Time that moves when it is told to and never by itself.

use std::time::{Duration, SystemTime};

use tokio::task::JoinSet;
use tokio::time::Instant;

/// The time of the present runtime, held. It goes on with the program that made it.
///
/// Paused time alone runs on by itself whenever everybody waits, and whoever waits for a socket would then be told that
/// it waited too long.
pub(crate) struct Time {
    start: SystemTime,
    began: Instant,
    /// It never waits, so that it is never true that everybody does.
    _restless: JoinSet<()>,
}

impl Time {
    pub(crate) fn hold() -> Self {
        tokio::time::pause();
        let mut restless = JoinSet::new();
        restless.spawn(async {
            loop {
                tokio::task::yield_now().await;
            }
        });
        Self {
            start: SystemTime::now(),
            began: Instant::now(),
            _restless: restless,
        }
    }

    /// A clock that goes by this time, for an emulator in the same runtime.
    pub(crate) fn clock(&self) -> impl Fn() -> SystemTime + Send + Sync + 'static {
        let (start, began) = (self.start, self.began);
        move || start + began.elapsed()
    }

    pub(crate) async fn pass(&self, time: Duration) {
        tokio::time::advance(time).await;
    }

    /// Lets time pass, a little at a time, until a call has ended.
    pub(crate) async fn pass_until_end_of<T>(
        &self,
        call: impl Future<Output = T> + Send + 'static,
    ) -> T
    where
        T: Send + 'static,
    {
        let call = tokio::spawn(call);
        while !call.is_finished() {
            self.pass(Duration::from_millis(1)).await;
        }
        call.await.unwrap()
    }
}
