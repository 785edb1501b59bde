use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::*;
use crate::Token;

const HOUR: Duration = Duration::from_secs(3600);

/// Issues numbered tokens that live an hour. It takes a second each time.
#[derive(Debug, Default)]
struct Issuer {
    fetches: AtomicU32,
    down: AtomicBool,
    hangs: AtomicBool,
    denies: AtomicBool,
}

impl Fetch for Arc<Issuer> {
    async fn fetch(&self) -> Result<Fetched, Error> {
        let number = self.fetches.fetch_add(1, Ordering::Relaxed) + 1;
        tokio::time::sleep(Duration::from_secs(1)).await;
        if self.hangs.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        if self.denies.load(Ordering::Relaxed) {
            return Err(Error::new(ErrorKind::Denied, "wrong password"));
        }
        if self.down.load(Ordering::Relaxed) {
            return Err(Error::new(ErrorKind::Unavailable, "down"));
        }
        Ok(Fetched {
            authorization: Token::new(format!("t{number}"))?.into(),
            lifetime: HOUR,
        })
    }
}

impl Issuer {
    fn down(&self, down: bool) {
        self.down.store(down, Ordering::Relaxed);
    }

    fn fetches(&self) -> u32 {
        self.fetches.load(Ordering::Relaxed)
    }
}

fn cached() -> (Arc<Issuer>, Arc<Cached<Arc<Issuer>>>) {
    let issuer = Arc::new(Issuer::default());
    (issuer.clone(), Arc::new(Cached::new(issuer)))
}

async fn token(cached: &Cached<Arc<Issuer>>) -> Result<String, Error> {
    let authorization = cached.authorization().await?;
    Ok(authorization
        .as_token()
        .unwrap()
        .header_value()
        .to_str()
        .unwrap()
        .to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_thousand_first_calls_fetch_once() {
    let (issuer, cached) = cached();
    let calls: Vec<_> = (0..1_000)
        .map(|_| {
            let cached = cached.clone();
            tokio::spawn(async move { token(&cached).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), "t1");
    }
    assert_eq!(issuer.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn it_is_renewed_shortly_before_it_expires() {
    let (issuer, cached) = cached();
    assert_eq!(token(&cached).await.unwrap(), "t1");
    tokio::time::advance(HOUR - Current::MARGIN - Duration::from_secs(2)).await;
    assert_eq!(token(&cached).await.unwrap(), "t1");
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(token(&cached).await.unwrap(), "t2");
    assert_eq!(issuer.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn while_one_call_renews_it_the_others_use_the_old_one() {
    let (_, cached) = cached();
    token(&cached).await.unwrap();
    tokio::time::advance(HOUR - Duration::from_secs(60)).await;
    let renewing = tokio::spawn({
        let cached = cached.clone();
        async move { token(&cached).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(token(&cached).await.unwrap(), "t1");
    assert_eq!(renewing.await.unwrap().unwrap(), "t2");
}

#[tokio::test(start_paused = true)]
async fn a_valid_one_outlives_an_outage_of_its_issuer() {
    let (issuer, cached) = cached();
    token(&cached).await.unwrap();
    tokio::time::advance(HOUR - Duration::from_secs(120)).await;
    issuer.down(true);
    for _ in 0..60 {
        assert_eq!(token(&cached).await.unwrap(), "t1");
        tokio::time::advance(Duration::from_millis(500)).await;
    }
    // Not a fetch for each call: there is a back-off.
    assert!(issuer.fetches() < 20, "{}", issuer.fetches());
}

#[tokio::test(start_paused = true)]
async fn after_an_outage_the_next_call_works() {
    let (issuer, cached) = cached();
    issuer.down(true);
    for _ in 0..10 {
        assert_eq!(
            token(&cached).await.unwrap_err().kind(),
            ErrorKind::Unavailable
        );
    }
    issuer.down(false);
    let began = Instant::now();
    assert_eq!(token(&cached).await.unwrap(), "t11");
    assert!(began.elapsed() <= Failure::LONGEST + Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn calls_that_wait_share_a_failure() {
    let (issuer, cached) = cached();
    issuer.down(true);
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let cached = cached.clone();
            tokio::spawn(async move { token(&cached).await })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap().is_err());
    }
    assert_eq!(issuer.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_denial_is_believed_for_a_while_and_not_for_good() {
    let (issuer, cached) = cached();
    issuer.denies.store(true, Ordering::Relaxed);
    for _ in 0..100 {
        assert_eq!(token(&cached).await.unwrap_err().kind(), ErrorKind::Denied);
    }
    assert_eq!(issuer.fetches(), 1);
    issuer.denies.store(false, Ordering::Relaxed);
    tokio::time::advance(Failure::AFTER_DENIAL).await;
    assert_eq!(token(&cached).await.unwrap(), "t2");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_fetches_hands_over() {
    let (issuer, cached) = cached();
    let first = tokio::spawn({
        let cached = cached.clone();
        async move { token(&cached).await }
    });
    tokio::task::yield_now().await;
    let waiting = tokio::spawn({
        let cached = cached.clone();
        async move { token(&cached).await }
    });
    tokio::task::yield_now().await;
    first.abort();
    assert_eq!(waiting.await.unwrap().unwrap(), "t2");
    assert_eq!(issuer.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_fetched_anew_once() {
    let (issuer, cached) = cached();
    let first = cached.authorization().await.unwrap();
    assert!(cached.refused(&first));
    assert_eq!(token(&cached).await.unwrap(), "t2");
    // A call that was under way with the first one learns of it late.
    assert!(cached.refused(&first));
    assert_eq!(token(&cached).await.unwrap(), "t2");
    assert_eq!(issuer.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_hangs_does_not_hold_up_calls_with_a_valid_one() {
    let (issuer, cached) = cached();
    token(&cached).await.unwrap();
    tokio::time::advance(HOUR - Duration::from_secs(120)).await;
    issuer.hangs.store(true, Ordering::Relaxed);
    let began = Instant::now();
    assert_eq!(token(&cached).await.unwrap(), "t1");
    assert!(
        began.elapsed() <= Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    let began = Instant::now();
    assert_eq!(token(&cached).await.unwrap(), "t1");
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_gives_up_on_a_renewal_spares_the_next_one_the_wait() {
    let (issuer, cached) = cached();
    token(&cached).await.unwrap();
    tokio::time::advance(HOUR - Duration::from_secs(120)).await;
    issuer.hangs.store(true, Ordering::Relaxed);
    let short = Duration::from_millis(500);
    assert!(tokio::time::timeout(short, token(&cached)).await.is_err());
    let began = Instant::now();
    assert_eq!(token(&cached).await.unwrap(), "t1");
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_whenever_it_is_new_is_not_fetched_for_each_call() {
    let (issuer, cached) = cached();
    for _ in 0..1_000 {
        let authorization = cached.authorization().await.unwrap();
        cached.refused(&authorization);
    }
    assert_eq!(issuer.fetches(), 2);
    assert!(!cached.refused(&cached.authorization().await.unwrap()));
    // The reason may have gone away after a while.
    tokio::time::advance(Duration::from_secs(30)).await;
    assert!(cached.refused(&cached.authorization().await.unwrap()));
    assert_eq!(token(&cached).await.unwrap(), "t3");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_good_for_a_while_is_fetched_anew_each_time_it_is_refused() {
    let (_, cached) = cached();
    for number in 1..10 {
        assert_eq!(token(&cached).await.unwrap(), format!("t{number}"));
        tokio::time::advance(Duration::from_secs(31)).await;
        assert!(cached.refused(&cached.authorization().await.unwrap()));
    }
}

/// Hands out the temporary keys of this number.
#[derive(Debug, Default)]
struct KeyIssuer(AtomicU32);

impl Fetch for Arc<KeyIssuer> {
    async fn fetch(&self) -> Result<Fetched, Error> {
        let number = self.0.load(Ordering::Relaxed);
        let keys = crate::AccessKeys::new(format!("AK{number}"), crate::Secret::new("SK"))?;
        Ok(Fetched {
            authorization: keys.with_security_token(&crate::Secret::new("st"))?.into(),
            lifetime: HOUR,
        })
    }
}

#[tokio::test(start_paused = true)]
async fn refused_keys_are_not_signed_with_again_even_if_they_are_issued_again() {
    let issuer = Arc::new(KeyIssuer::default());
    let cached = Cached::new(issuer.clone());
    let first = cached.authorization().await.unwrap();
    assert!(!cached.refused(&first));
    for _ in 0..9 {
        let error = cached.authorization().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Denied);
        tokio::time::advance(Duration::from_secs(31)).await;
    }
    tokio::time::advance(Duration::from_secs(300)).await;
    assert_eq!(cached.authorization().await.unwrap(), first);

    assert!(!cached.refused(&first));
    issuer.0.store(1, Ordering::Relaxed);
    let second = cached.authorization().await.unwrap();
    assert_eq!(second.as_keys().unwrap().access(), "AK1");
    // A call that was under way with the first ones learns of it late.
    assert!(!cached.refused(&first));
    assert_eq!(cached.authorization().await.unwrap(), second);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_takes_too_long_does_not_hand_out_what_was_refused_meanwhile() {
    let (issuer, cached) = cached();
    let first = cached.authorization().await.unwrap();
    tokio::time::advance(HOUR - Duration::from_secs(120)).await;
    issuer.hangs.store(true, Ordering::Relaxed);
    let renewing = tokio::spawn({
        let cached = cached.clone();
        async move { token(&cached).await }
    });
    tokio::task::yield_now().await;
    cached.refused(&first);
    let error = renewing.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_accepted_is_fetched_anew_whenever_it_is_refused() {
    let (issuer, cached) = cached();
    for _ in 0..10 {
        let current = cached.authorization().await.unwrap();
        cached.accepted(&current);
        assert!(cached.refused(&current));
    }
    assert_eq!(issuer.fetches(), 10);
}
