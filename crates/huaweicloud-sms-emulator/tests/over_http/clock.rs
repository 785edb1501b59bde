//! A time of day that a test sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use huaweicloud_sms_emulator::{Emulator, EmulatorBuilder};

/// 15 November 2019, 03:36:55.
const START: i64 = 1_573_789_015;

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(START)))
    }

    pub(crate) fn now(&self) -> SystemTime {
        let seconds = self.0.load(Ordering::Relaxed).try_into().unwrap();
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// Moves it by this many seconds, forward or back.
    pub(crate) fn shift(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }

    /// An emulator that is told the time by this clock.
    pub(crate) fn builder(&self) -> EmulatorBuilder {
        let clock = self.clone();
        Emulator::builder().clock(move || clock.now())
    }

    pub(crate) async fn emulator(&self) -> Emulator {
        self.builder().start().await.unwrap()
    }
}
