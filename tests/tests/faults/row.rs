//! One row of the table: what goes wrong, and what is to be said of it.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use contract_tests::calls::{self, Operation};
use contract_tests::scripted::{ClosedPort, FullQueue, Identity, Request, Script, Scripted, Seen};
use huaweicloud_sms::{Error, Kind, Outcome, Receipt};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Where a row's client is sent.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// To the scripted server.
    Server,
    /// To the scripted server behind TLS, trusting what is in the PEM bundle.
    Tls(Identity, Option<String>),
    /// To the scripted server, which speaks plain text, with https.
    PlainBehindHttps,
    /// To a port where nobody listens.
    ClosedPort,
    /// To a port where nobody answers.
    FullQueue,
    /// To a host name that has no address.
    NoSuchHost,
    /// To another machine, through the scripted server as a proxy.
    Proxy(&'static str),
}

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Done,
    NotSent,
    Refused,
    Unknown,
}

/// One row of the table.
#[derive(Clone)]
pub(crate) struct Row {
    name: String,
    place: Place,
    script: Arc<dyn Fn(usize) -> Script + Send + Sync>,
    ends: Vec<End>,
    kinds: Vec<Kind>,
    status: Option<u16>,
    attempts: Option<[u32; 2]>,
    requests: Option<u32>,
    impatient: bool,
    at_least: Duration,
    sent_at_most: u64,
    look: Option<Arc<Look>>,
}

type Look = dyn Fn(&Result<Receipt, Error>) -> Result<(), String> + Send + Sync;

/// Enough for an attempt to get as far as its row wants it to, on a machine that does much else.
const SHORT: Duration = Duration::from_millis(1_500);

/// No call takes longer than this. It is a bound for hanging and says nothing of speed.
const LONGEST: Duration = Duration::from_secs(25);

/// Rows at a time. More would only wait for one another's turn on the processor, which looks like a slow server.
const SIDE_BY_SIDE: usize = 24;

impl Row {
    fn new(name: impl Into<String>, ends: &[End], script: Script) -> Self {
        Self {
            name: name.into(),
            place: Place::Server,
            script: Arc::new(move |_| script.clone()),
            ends: ends.to_vec(),
            kinds: Vec::new(),
            status: None,
            attempts: None,
            requests: None,
            impatient: false,
            at_least: Duration::ZERO,
            // The largest whole answer of the table, and what a socket takes without anyone reading.
            sent_at_most: 4 << 20,
            look: None,
        }
    }

    pub(crate) fn done(name: impl Into<String>, status: u16, script: Script) -> Self {
        let mut row = Self::new(name, &[End::Done], script);
        row.status = Some(status);
        row.requests = Some(1);
        row
    }

    pub(crate) fn not_sent(name: impl Into<String>, kind: Kind, script: Script) -> Self {
        Self::new(name, &[End::NotSent], script).kinds(&[kind])
    }

    /// Whatever a reset or a close is noticed before or after is up to the network.
    pub(crate) fn not_sent_or_unknown(name: impl Into<String>, script: Script) -> Self {
        Self::new(name, &[End::NotSent, End::Unknown], script)
            .kinds(&[Kind::Connection, Kind::AnswerLost])
    }

    pub(crate) fn refused(
        name: impl Into<String>,
        kind: Kind,
        status: u16,
        script: Script,
    ) -> Self {
        let mut row = Self::new(name, &[End::Refused], script).kinds(&[kind]);
        row.status = Some(status);
        row.requests = Some(1);
        row
    }

    pub(crate) fn unknown(
        name: impl Into<String>,
        kind: Kind,
        status: Option<u16>,
        script: Script,
    ) -> Self {
        let mut row = Self::new(name, &[End::Unknown], script).kinds(&[kind]);
        row.status = status;
        row.requests = Some(1);
        row
    }

    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    pub(crate) fn kinds(mut self, kinds: &[Kind]) -> Self {
        self.kinds = kinds.to_vec();
        self
    }

    /// One script for each connection; the last goes on for the rest.
    pub(crate) fn then(mut self, next: Script) -> Self {
        let first = self.script;
        self.script = Arc::new(move |connection| match connection {
            0 => first(0),
            _ => next.clone(),
        });
        self
    }

    /// The number of attempts at an action and at an update, where it does not follow from the end.
    pub(crate) fn attempts(mut self, action: u32, update: u32) -> Self {
        self.attempts = Some([action, update]);
        self
    }

    /// How many whole requests the server reads in an attempt, where it is not one.
    pub(crate) fn requests(mut self, each: u32) -> Self {
        self.requests = Some(each);
        self
    }

    /// The row is about waiting too long, so its client does not wait long.
    pub(crate) fn impatient(mut self) -> Self {
        self.impatient = true;
        self
    }

    pub(crate) fn at_least(mut self, time: Duration) -> Self {
        self.at_least = time;
        self
    }

    pub(crate) fn sent_at_most(mut self, bytes: u64) -> Self {
        self.sent_at_most = bytes;
        self
    }

    /// Looks at the error more closely.
    pub(crate) fn error(
        mut self,
        look: impl Fn(&Error) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        self.look = Some(Arc::new(move |result| match result {
            Ok(_) => Err("there is no error to look at".to_owned()),
            Err(error) => look(error),
        }));
        self
    }

    async fn run(&self, operation: Operation) -> Result<(), String> {
        let script = Arc::clone(&self.script);
        let script = move |connection| script(connection);
        let (mut closed, mut full) = (None, None);
        let server = match &self.place {
            Place::Tls(identity, _) => Scripted::play_behind_tls(identity, script).await,
            _ => Scripted::play(script).await,
        };
        let endpoint = match &self.place {
            Place::Server | Place::Tls(..) => server.url(),
            Place::PlainBehindHttps => server.url().replace("http:", "https:"),
            Place::ClosedPort => {
                format!("http://{}", closed.insert(ClosedPort::take()).address())
            }
            Place::FullQueue => {
                format!("http://{}", full.insert(FullQueue::fill().await).address())
            }
            // One label is too long for the DNS, so that no resolver is asked on any network.
            Place::NoSuchHost => format!("https://{}.invalid", "x".repeat(64)),
            Place::Proxy(scheme) => format!("{scheme}://sms.invalid"),
        };
        let mut builder = calls::builder(&endpoint)
            .allow_plain_http(true)
            .attempt_timeout(if self.impatient { SHORT } else { LONGEST })
            .connect_timeout(if self.impatient { SHORT } else { LONGEST })
            .timeout(LONGEST);
        if let Place::Proxy(_) = self.place {
            builder = builder.proxy(server.url());
        }
        if let Place::Tls(_, Some(pem)) = &self.place {
            builder = builder.root_certificates(pem.as_bytes());
        }
        let sms = builder.build().map_err(|error| error.to_string())?;

        let result = tokio::time::timeout(LONGEST + SHORT, operation.call(&sms, "t1"))
            .await
            .map_err(|_| "the call did not end".to_owned())?;
        self.judge(operation, &result, server.seen())
    }

    fn judge(
        &self,
        operation: Operation,
        result: &Result<Receipt, Error>,
        seen: &Seen,
    ) -> Result<(), String> {
        let (end, status, attempts, elapsed) = match result {
            Ok(receipt) => (
                End::Done,
                Some(receipt.status()),
                receipt.attempts(),
                receipt.elapsed(),
            ),
            Err(error) => (
                end_of(error),
                error.status(),
                error.attempts(),
                error.elapsed(),
            ),
        };
        // A proxy is asked for a tunnel first, which is no request of ours.
        let ours = |request: &Request| !request.target().starts_with("CONNECT ");
        let arrived = seen.requests().iter().filter(|it| ours(it)).count();
        let arrived = u32::try_from(arrived).unwrap_or(u32::MAX);

        let mut wrong = String::new();
        let mut check = |holds: bool, what: String| {
            if !holds {
                let _ = write!(wrong, "; {what}");
            }
        };
        check(
            end != End::NotSent || arrived == 0,
            format!("it says not sent, and {arrived} requests arrived"),
        );
        check(
            end != End::Done || matches!(status, Some(200..=299)),
            format!("it says done with status {status:?}"),
        );
        check(
            operation == Operation::SetState || end != End::Unknown || arrived <= 1,
            format!("an action that may have been processed arrived {arrived} times"),
        );
        check(
            arrived <= attempts,
            format!("{arrived} requests in {attempts} attempts"),
        );

        check(
            self.ends.contains(&end),
            format!("it ends {end:?}, not {:?}", self.ends),
        );
        if let Err(error) = result {
            check(
                self.kinds.contains(&error.kind()),
                format!("its kind is {}, not {:?}", error.kind(), self.kinds),
            );
        }
        check(
            status == self.status,
            format!("its status is {status:?}, not {:?}", self.status),
        );
        let allowed = self.allowed_attempts(operation, end);
        check(
            allowed.contains(&attempts),
            format!("{attempts} attempts, not {allowed:?}"),
        );
        if let Some(each) = self.requests {
            check(
                arrived == each * attempts,
                format!("{arrived} requests in {attempts} attempts, not {each} in each"),
            );
        }
        check(
            (self.at_least..=LONGEST + SHORT).contains(&elapsed),
            format!("it took {elapsed:?}"),
        );
        let sent = seen.sent();
        check(
            sent <= self.sent_at_most * u64::from(attempts),
            format!("the server could send {sent} bytes"),
        );
        if let Some(look) = &self.look
            && let Err(what) = look(result)
        {
            check(false, what);
        }
        if wrong.is_empty() {
            return Ok(());
        }
        Err(format!("{}: {result:?}", &wrong[2..]))
    }

    /// Only one retry is allowed, and nothing but the end says whether there is one. Where the ends of two attempts may
    /// differ, the first may have been either.
    fn allowed_attempts(&self, operation: Operation, end: End) -> Vec<u32> {
        if let Some([action, update]) = self.attempts {
            return match operation {
                Operation::Start => vec![action],
                Operation::SetState => vec![update],
            };
        }
        let throttled = self.kinds.contains(&Kind::Throttled);
        match (end, operation) {
            (End::Refused, _) if throttled => vec![2],
            (End::Done | End::Refused, _) => vec![1],
            (End::NotSent, _) | (End::Unknown, Operation::SetState) => vec![2],
            (End::Unknown, Operation::Start) if self.ends.len() > 1 => vec![1, 2],
            (End::Unknown, Operation::Start) => vec![1],
        }
    }
}

fn end_of(error: &Error) -> End {
    match error.outcome() {
        Outcome::NotSent => End::NotSent,
        Outcome::Refused => End::Refused,
        Outcome::Unknown => End::Unknown,
    }
}

/// Tries all rows with both operations, and reports every row that came out wrong.
pub(crate) async fn run(rows: Vec<Row>) {
    let turn = Arc::new(Semaphore::new(SIDE_BY_SIDE));
    let mut running = JoinSet::new();
    for row in rows {
        for operation in Operation::BOTH {
            let (row, turn) = (row.clone(), Arc::clone(&turn));
            running.spawn(async move {
                let _turn = turn.acquire().await;
                row.run(operation)
                    .await
                    .map_err(|wrong| format!("{}, {operation:?}: {wrong}", row.name))
            });
        }
    }
    let mut wrong: Vec<_> = running
        .join_all()
        .await
        .into_iter()
        .filter_map(Result::err)
        .collect();
    wrong.sort();
    let sum = wrong.len();
    // The same mistake shows in many rows, and the first few tell it.
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{sum} wrong:\n{}", wrong.join("\n"));
}
