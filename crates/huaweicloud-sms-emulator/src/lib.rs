//! A strict local emulator of the control side of the Server Migration Service.
//!
//! Test migration automation against it instead of the cloud: no account, no bill, and every state within reach. It
//! runs inside a test or as a server, keeps everything in memory, and ends with the [`Emulator`] that was started.
//!
//! ```
//! use huaweicloud_sms_emulator::Emulator;
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! use tokio::net::TcpStream;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::builder().start().await?;
//!
//! // Any HTTP client will do. This one shows what goes over the wire.
//! let body = r#"{"operation":"start"}"#;
//! let request = format!(
//!     "POST /v3/tasks/7a9a9540-ff28-4869-b9e4-855fbe12e83b/action HTTP/1.1\r\n\
//!      Host: localhost\r\n\
//!      X-Auth-Token: {}\r\n\
//!      Content-Type: application/json\r\n\
//!      Content-Length: {}\r\n\
//!      Connection: close\r\n\
//!      \r\n\
//!      {body}",
//!     emulator.token(),
//!     body.len(),
//! );
//! let mut stream = TcpStream::connect(emulator.url().trim_start_matches("http://")).await?;
//! stream.write_all(request.as_bytes()).await?;
//! let mut answer = String::new();
//! stream.read_to_string(&mut answer).await?;
//!
//! assert!(answer.starts_with("HTTP/1.1 200"));
//! assert_eq!(emulator.requests().len(), 1);
//! emulator.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What it serves
//!
//! | request | answer |
//! |---|---|
//! | `POST /v3/tasks/{task_id}/action` | 200 without a body: the action is queued |
//! | `PUT /v3/sources/{source_id}/changestate` | 200 with an empty JSON string: the report is queued |
//! | `GET /v3/tasks/{task_id}` | the task: `id`, `name`, `state`, `source_server`, `log_collect_status`, … |
//! | `GET /v3/sources/{source_id}` | the source server: `id`, `name`, `state`, `migration_cycle`, `current_task`, … |
//! | `POST /v3/auth/tokens` | 201 with a token in `X-Subject-Token`: this is IAM |
//! | `GET /v3/auth/projects` | the project of a caller whom it lets in: this is IAM too |
//! | `PUT /meta-data/latest/api/token` | a token for the next request: this is the metadata service of a cloud server |
//! | `GET /openstack/latest/securitykey` | a temporary access key |
//!
//! The first two come from the contract, with their paths, methods, limits, values and answers; the emulator shares no
//! code with any client of this project, and so none of its mistakes. [`EmulatorBuilder::contract`] gives it another
//! contract. The two that follow are there to look at what happened; the real ones show more. The last four give out
//! what callers need, from one and the same address; a client that is told where each service is, is told it three times.
//!
//! # Whom it lets in
//!
//! | what a call sends | where it comes from | until |
//! |---|---|---|
//! | `X-Auth-Token` | [`Emulator::token`] | the emulator ends |
//! | `X-Auth-Token` | IAM, for the user, password and domain of the [`Emulator`] and its project | its [lifetime](EmulatorBuilder::token_lifetime) has passed, or [all are ended](Emulator::expire_tokens) |
//! | `Authorization`, `X-Sdk-Date` | signed with [`Emulator::access_key`] and [`Emulator::secret_key`] | the emulator ends |
//! | `Authorization`, `X-Sdk-Date`, `X-Security-Token` | signed with a temporary key of the metadata service | its [lifetime](EmulatorBuilder::temporary_key_lifetime) has passed |
//!
//! A signature is verified over method, path and query, the headers that `SignedHeaders` lists, and the bytes of the
//! body. Of the headers only `X-Sdk-Date` has to be listed. It may be 15 minutes off either way; every answer tells the
//! time in `Date`. Five wrong signatures in a row lock a key for five minutes, in which a right one is refused too; a
//! right one in between starts the count anew.
//!
//! Signatures of other requests, made by code of your own, are verified by [`verify_signature`].
//!
//! Credentials go by the time of day, which a test [brings along](EmulatorBuilder::clock) if it does not want to wait.
//! To see how a client bears it, IAM can be [switched off](Emulator::set_iam_available), and the metadata service can be
//! [of the older kind](EmulatorBuilder::metadata_tokens) that has no tokens.
//!
//! # How states move
//!
//! A 200 means that an action is queued. Its first effect is seen one [pace](EmulatorBuilder::pace) after the answer,
//! and the others follow:
//!
//! | operation | task in | pace 1 | pace 2 | pace 3 | else 400 |
//! |---|---|---|---|---|---|
//! | `start` | READY, ABORT | RUNNING, source server INIT | source server REPLICATE | SYNCING, as its source server | SMS.1039 |
//! | `stop` | RUNNING, SYNCING | ABORTING, source server STOPPING | ABORT, source server STOPPED | | SMS.1038 |
//! | `test` | SYNCING | source server CUTOVERING | MIGRATE_SUCCESS, source server FINISHED | | SMS.2009 |
//! | `clone_test` | SYNCING | source server CLONING | source server SYNCING | | SMS.2009 |
//! | `restart` | MIGRATE_SUCCESS, MIGRATE_FAIL | as `start` | | | SMS.1040 |
//! | `sync_failed_rollback` | SYNC_FAIL | SYNC_F_ROLLBACKING | SYNC_F_ROLLBACK_SUCCESS | | SMS.2009 |
//! | `collect_log` | any | log status UPLOADING | log status UPLOADED | | |
//!
//! An action has to fit the state the task will be in once the last action has begun: a second `start` right after the
//! first is refused, a `stop` is not. It replaces whatever is left of the action before it. A report on a source server
//! is seen one pace after its answer, and replaces what was to come of the fields it names.
//!
//! States are worked out when somebody looks, on tokio's clock. Under `#[tokio::test(start_paused = true)]` a test
//! moves them with `tokio::time::advance`, and waits for nothing.
//!
//! # What it refuses
//!
//! Requests to the service itself are checked in this order, and the first check that fails answers:
//!
//! | check | answer |
//! |---|---|
//! | path | 404 APIGW.0101 |
//! | method | 401 SMS.2003 |
//! | token: known, within its lifetime, not ended | 401 APIGW.0301, for an ended one APIGW.0307 |
//! | or signature: form, key, lock, signed headers, date, security token, body not too large, the signature itself, project | 401 APIGW.0301, for the body SMS.2004 |
//! | id within its limits | 400 EMULATOR.0400 |
//! | no query | 400 EMULATOR.0400 |
//! | content type missing, or another, or more than one, or another charset than UTF-8 | 401 SMS.2005, 401 SMS.2006 |
//! | body over 10,240 bytes | 401 SMS.2004 |
//! | body is JSON, and valid by the contract | 400 EMULATOR.0400 |
//! | the id exists, in [strict](EmulatorBuilder::strict) mode | 404 SMS.2252 |
//! | the state fits | 400 SMS.1038, SMS.1039, SMS.1040 or SMS.2009 |
//!
//! Every answer carries `X-Request-Id`, and every refusal has the documented shape: `error_code` and `error_msg`, and for
//! each mistake in a body an entry in `error_param` and `details`. The exceptions are bytes that are no HTTP (400) and
//! headers that are too large or too many (431): those end before there is a request.
//!
//! IAM refuses in its own shape, `{"error":{"code","message","title"}}`: a malformed request with 400, a wrong user,
//! password, domain or project with 401, and so whoever asks for projects and is not let in. While it is switched off it
//! answers 503. The metadata service refuses in plain text: a lifetime that is not 1 to 21,600 seconds with 400, a missing
//! or expired token of its own with 401.
//!
//! # What it invents
//!
//! Nobody documents these things. Do not take the emulator's word for them:
//!
//! - The code of a bad id or body, EMULATOR.0400, and its texts. A request for which the emulator has no rule is
//!   EMULATOR.0501, one that comes while it stops EMULATOR.0503, one it has no room for EMULATOR.0507.
//! - The code and the status of an unknown id on the two operations; the real ones are known of the read requests only.
//! - The order of the checks, and every message beyond the words that the service is known to use.
//! - That a call with both a token and a signature is refused, and so is a signed call that names another project in
//!   `X-Project-Id`, or that sends `X-Security-Token` with a permanent key. All are 401 APIGW.0301.
//! - That a query on an operation is refused, and so are two content types, and another charset than UTF-8.
//! - That the digits of a signature are in lower case. That `SignedHeaders` has to be in order and may name only headers
//!   that were sent. That a header sent more than once is signed as one line for each value, sorted. That `+` in a query is a plus sign and `%2F` in a path a slash.
//! - That only a wrong signature counts towards the lock of its key: not a date that is off, an unknown key, or
//!   credentials of another form. That an attempt during the lock does not prolong it. That a signed body that is too
//!   large is refused before its signature is looked at, since it is not kept.
//! - That tokens which were [ended](Emulator::expire_tokens) are APIGW.0307, and all others that do not fit APIGW.0301.
//! - That there is one project, which goes by its own name and by that of each region of the contract: accounts have a
//!   project for each region.
//! - What IAM shows of a project, that it lists the one that the caller is in, and that it judges callers as the service
//!   does, with the same words.
//! - What IAM asks for: one method, `password`, a scope with a project, `application/json`. Its statuses 405 and 413, and
//!   that it tells nothing of the user but names. That it knows no lock.
//! - That the metadata service gives out another key at every request, for 24 hours if it is not told otherwise, and
//!   refuses to without a token; its statuses and texts of refusals.
//! - That an id of `.` or `..` leads nowhere, and that an id that is not percent-encoded UTF-8 is refused.
//! - How long things take, and that a later action replaces an earlier one.
//! - The code for an action in a wrong state, where it is SMS.2009.
//! - How `test`, `clone_test`, `restart` and `sync_failed_rollback` move states, and how every operation moves the
//!   source server. They follow from names and examples. The sources disagree on `restart`, so both states will do.
//! - That `collect_log` without a `bucket` is accepted, as the contract has it, and uploads nothing.
//! - That reports are taken at any time and in any pair. Later editions of the service refuse some pairs, and ignore
//!   what is reported while the source server is stopped, for one.
//! - That a task is `READY` and a source server WAITING and setting, when nothing else is known; where the source server
//!   of a seeded task stands; the id of a source server that no one linked; that names equal ids.
//! - That a field sent twice in one body counts as its last value.
//!
//! # What it leaves out
//!
//! Permissions (403), throttling (429), failures (5xx), and states that only a real migration reaches; seed a task to
//! have one of those. Of IAM, all but tokens for a password and the list of projects: other methods, scopes of a domain,
//! roles, the catalogue. Of signing, bodies that are left out of the signature. The spelling of values is that of the
//! contract, although the service is said to ignore their case. Memory is bounded: 250,000 tasks and source servers
//! together, and the latest 1,000 requests, 10,000 tokens each of IAM and of the metadata service, and 1,000 temporary
//! keys.

mod access_keys;
mod action;
mod answer;
mod body;
mod builder;
mod canonical_request;
mod checks;
mod clock;
mod contract;
mod document;
mod emulator;
mod error;
mod gate;
mod headers;
mod iam;
mod identity;
mod issued_tokens;
mod media_type;
mod metadata;
mod percent;
mod refusal;
mod request_ids;
mod routes;
mod schema;
mod secret;
mod seen;
mod server;
mod service;
mod signature;
mod signed_call;
mod source;
mod store;
mod strikes;
mod subject;
mod task;
mod task_state;
mod timeline;
mod verification;

pub use builder::EmulatorBuilder;
pub use emulator::Emulator;
pub use error::Error;
pub use seen::SeenRequest;
pub use task_state::TaskState;
pub use verification::verify_signature;
