use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::Error;
use crate::clock::Clock;
use crate::contract::{Contract, EMBEDDED};
use crate::emulator::Emulator;
use crate::gate::Gate;
use crate::iam::Iam;
use crate::identity::Identity;
use crate::metadata::Metadata;
use crate::refusal::Refusal;
use crate::server::Server;
use crate::service::Service;
use crate::store::{MAX_RECORDS, Store};
use crate::subject::Subject;
use crate::task_state::TaskState;

mod credentials;

/// How long tokens and temporary keys are good for: a day, which is documented of tokens.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The time between two states: short enough for a test, long enough that a state can be seen.
const DEFAULT_PACE: Duration = Duration::from_millis(200);

/// Nobody waits longer for a state, and the arithmetic with it stays far from any overflow.
const MAX_PACE: Duration = Duration::from_secs(24 * 60 * 60);

/// Sets an [`Emulator`] up. [`Emulator::builder`] makes one.
///
/// ```
/// use std::time::Duration;
/// use huaweicloud_sms_emulator::{Emulator, TaskState};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), huaweicloud_sms_emulator::Error> {
/// let emulator = Emulator::builder()
///     .strict(true)
///     .pace(Duration::from_millis(10))
///     .task("7a9a9540-ff28-4869-b9e4-855fbe12e83b", TaskState::SyncFail)
///     .source("dcdbe339-b02d-4578-95a1-9c9c547d0000")
///     .start()
///     .await?;
/// # emulator.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "an emulator runs once it is started"]
pub struct EmulatorBuilder {
    contract: Option<String>,
    listen: SocketAddr,
    allow_remote: bool,
    identity: Identity,
    clock: Clock,
    token_lifetime: Duration,
    temporary_key_lifetime: Duration,
    metadata_tokens: bool,
    strict: bool,
    lenient: bool,
    pace: Duration,
    tasks: BTreeMap<String, SeededTask>,
    sources: BTreeSet<String>,
}

/// A task that exists from the start.
#[derive(Debug, Clone)]
struct SeededTask {
    state: TaskState,
    source: Option<String>,
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            contract: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allow_remote: false,
            identity: Identity::default(),
            clock: Clock::new(SystemTime::now),
            token_lifetime: DEFAULT_LIFETIME,
            temporary_key_lifetime: DEFAULT_LIFETIME,
            metadata_tokens: true,
            strict: false,
            lenient: false,
            pace: DEFAULT_PACE,
            tasks: BTreeMap::new(),
            sources: BTreeSet::new(),
        }
    }
}

impl EmulatorBuilder {
    /// Follows this contract, an OpenAPI document in YAML, instead of the one the crate was built with.
    pub fn contract(mut self, text: impl Into<String>) -> Self {
        self.contract = Some(text.into());
        self
    }

    /// Where to listen. By default a free port of 127.0.0.1.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Lets the emulator listen on addresses that other machines can reach. By default it refuses to: its
    /// token, keys and password are no secrets.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.allow_remote = allow;
        self
    }

    /// Whether an id that was not seeded is answered with 404. By default it is created on first use, as a task that is
    /// `READY` or as a source server that waits.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Whether `params` is taken for `param`, as old clients and one example of the documentation send it. By default
    /// it is refused.
    pub fn lenient(mut self, lenient: bool) -> Self {
        self.lenient = lenient;
        self
    }

    /// The time between two states, a day at most. By default 200 ms. With zero an action takes effect at once.
    pub fn pace(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    /// Seeds a task in this state, with a source server that fits it. The id of the source server follows from the
    /// task's.
    pub fn task(self, id: impl Into<String>, state: TaskState) -> Self {
        self.seed(
            id.into(),
            SeededTask {
                state,
                source: None,
            },
        )
    }

    /// Seeds a task in this state that migrates this source server.
    pub fn task_of_source(
        self,
        id: impl Into<String>,
        state: TaskState,
        source_id: impl Into<String>,
    ) -> Self {
        let source = Some(source_id.into());
        self.seed(id.into(), SeededTask { state, source })
    }

    fn seed(mut self, id: String, task: SeededTask) -> Self {
        self.tasks.insert(id, task);
        self
    }

    /// Seeds a source server that waits for its migration.
    pub fn source(mut self, id: impl Into<String>) -> Self {
        self.sources.insert(id.into());
        self
    }

    /// Starts the emulator. It runs in the background of the present tokio runtime.
    ///
    /// # Errors
    ///
    /// If a setting is unusable (the contract, a credential, a lifetime, the pace, a seeded id, an address that others
    /// can reach), or the address cannot be listened on.
    pub async fn start(self) -> Result<Emulator, Error> {
        let contract = Contract::read(self.contract.as_deref().unwrap_or(EMBEDDED))?;
        self.identity.check(&contract.token)?;
        credentials::check_lifetime("tokens", self.token_lifetime)?;
        credentials::check_lifetime("temporary keys", self.temporary_key_lifetime)?;
        let store = self.seeded_store(&contract)?;
        let listener = self.bind().await?;
        let address = listener
            .local_addr()
            .map_err(|cause| cannot_listen(self.listen, cause))?;

        let (stop, stopping) = watch::channel(());
        let service = Service {
            clock: self.clock,
            gate: Gate::new(self.identity),
            iam: Iam::new(self.token_lifetime, contract.regions.clone()),
            contract,
            metadata: Metadata::new(self.temporary_key_lifetime, self.metadata_tokens),
            lenient: self.lenient,
            store: Mutex::new(store),
        };
        let server = Arc::new(Server::new(service, stopping));
        let serving = tokio::spawn(Arc::clone(&server).serve(listener));
        Ok(Emulator::new(address, server, serving, stop))
    }

    fn seeded_store(&self, contract: &Contract) -> Result<Store, Error> {
        if self.pace > MAX_PACE {
            return Err(Error::new(format!(
                "the pace is longer than a day ({} s); use a shorter one",
                self.pace.as_secs()
            )));
        }
        let mut store = Store::new(self.strict, self.pace, MAX_RECORDS);
        let full = |refusal: Refusal| Error::new(refusal.message);
        // Tasks first: the source server of a task stands where the task does.
        for (id, task) in &self.tasks {
            check_id(contract, Subject::Task, id)?;
            if let Some(source) = &task.source {
                check_id(contract, Subject::Source, source)?;
            }
            store
                .add_task(id, task.state, task.source.as_deref())
                .map_err(full)?;
        }
        for id in &self.sources {
            check_id(contract, Subject::Source, id)?;
            store.add_source(id).map_err(full)?;
        }
        Ok(store)
    }

    async fn bind(&self) -> Result<TcpListener, Error> {
        if !self.allow_remote && !self.listen.ip().to_canonical().is_loopback() {
            return Err(Error::new(format!(
                "other machines can reach {}, and what the emulator takes for a password or key is no secret; listen on a loopback address, or allow remote callers",
                self.listen
            )));
        }
        TcpListener::bind(self.listen)
            .await
            .map_err(|cause| cannot_listen(self.listen, cause))
    }
}

fn cannot_listen(address: SocketAddr, cause: std::io::Error) -> Error {
    Error::caused_by(
        format!("cannot listen on {address}; choose another address, or port 0 for a free one"),
        cause,
    )
}

/// Refuses to seed an id that no caller could send.
fn check_id(contract: &Contract, subject: Subject, id: &str) -> Result<(), Error> {
    let value = Value::from(id);
    match subject
        .id_schemas(contract)
        .find_map(|schema| schema.violations(&value).into_iter().next())
    {
        Some(violation) => Err(Error::new(format!(
            "the id `{id}` cannot be seeded: it {}; use another",
            violation.reason
        ))),
        None => Ok(()),
    }
}
