//! The command line.

mod choices;
mod emulator;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use huaweicloud_sms::{CopyState, MigrationCycle, SourceId, TaskId, TaskOperation};
use serde_json::Value;

pub(crate) use self::choices::{AuthChoice, Format, PairingChoice};
pub(crate) use self::emulator::EmulatorArgs;
use crate::strict_json;
use crate::values::OneOf;

/// Control server migrations: single tasks and source servers, or whole migration waves.
#[derive(Debug, Parser)]
#[command(name = "smsctl", version, propagate_version = true, after_long_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all was done
  1  a defect of smsctl, or of this machine
  2  wrong usage, or a bad id or value; nothing was sent
  3  refused by the service
  4  not authenticated or not authorised
  5  could not be delivered
  6  throttled to the end
  7  the outcome is unknown: it may have been processed, so look before sending it again
Of several ids or steps all are tried, and the first of 7, 4, 3, 6, 5 that occurred is returned.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report where source servers stand
    #[command(subcommand)]
    Source(SourceCommand),
    /// Tell migration tasks what to do next
    #[command(subcommand)]
    Task(TaskCommand),
    /// Work with migration waves: the servers that migrate in one window
    #[command(subcommand)]
    Wave(WaveCommand),
    /// Find out who is calling, and whether that is accepted
    ///
    /// IAM is where HUAWEICLOUD_SDK_IAM_ENDPOINT or HW_AUTH_URL says, or else in the region. The metadata service is where
    /// HUAWEICLOUD_METADATA_ENDPOINT says, or else where every cloud server has it.
    #[command(subcommand)]
    Auth(AuthCommand),
    /// Run a local emulator of the service until it is interrupted
    ///
    /// It prints one JSON line once it listens, with its addresses and with what it accepts: url, iam_url, metadata_url,
    /// token, access_key, secret_key, user, password, domain and project_id.
    ///
    /// All but the addresses can be set, by SMS_EMULATOR_TOKEN, SMS_EMULATOR_ACCESS_KEY, SMS_EMULATOR_SECRET_KEY,
    /// SMS_EMULATOR_USER, SMS_EMULATOR_PASSWORD, SMS_EMULATOR_DOMAIN and SMS_EMULATOR_PROJECT_ID. The defaults are no
    /// secrets. The project has its id for a name, or what SMS_EMULATOR_PROJECT_NAME says, and goes by the name of any
    /// known region as well.
    Emulator(EmulatorArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum SourceCommand {
    /// Set the copy state of source servers, their migration cycle, or both
    SetState(SetStateArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SetStateArgs {
    /// The source servers, by the ids they have in SMS
    #[arg(required = true, value_name = "SOURCE_ID")]
    pub(crate) ids: Vec<SourceId>,
    #[command(flatten)]
    pub(crate) update: UpdateArgs,
    #[command(flatten)]
    pub(crate) pairing: PairingArgs,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct UpdateArgs {
    /// The new copy state
    #[arg(long, value_name = "STATE", value_parser = OneOf::<CopyState>::new())]
    pub(crate) copystate: Option<CopyState>,
    /// The migration cycle that was reached
    #[arg(long, value_name = "CYCLE", value_parser = OneOf::<MigrationCycle>::new())]
    pub(crate) migrationcycle: Option<MigrationCycle>,
    /// Any JSON object as the update, for values of another edition of the service
    #[arg(long, value_name = "OBJECT", value_parser = json_object, conflicts_with_all = ["copystate", "migrationcycle", "pairing"])]
    pub(crate) json: Option<Value>,
}

#[derive(Debug, Args)]
pub(crate) struct PairingArgs {
    /// What to do about a copy state and a migration cycle that do not go together
    ///
    /// A JSON object is sent as it is: its values may be those of another edition, with other pairs.
    #[arg(long, value_enum, value_name = "CHOICE", default_value = "warn")]
    pub(crate) pairing: PairingChoice,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TaskCommand {
    /// Start tasks, or resume them after a pause
    Start(TaskArgs),
    /// Pause tasks
    Stop(TaskArgs),
    /// Launch the target servers
    Test(TaskArgs),
    /// Clone the target servers
    CloneTest(TaskArgs),
    /// Restart finished tasks
    Restart(TaskArgs),
    /// Roll back failed synchronisations
    SyncFailedRollback(TaskArgs),
    /// Upload the logs of tasks to an OBS bucket
    CollectLog(CollectLogArgs),
    /// Send any operation, or any JSON object
    Action(ActionArgs),
}

#[derive(Debug, Args)]
pub(crate) struct TaskArgs {
    /// The migration tasks
    #[arg(required = true, value_name = "TASK_ID")]
    pub(crate) ids: Vec<TaskId>,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CollectLogArgs {
    /// The OBS bucket that takes the logs
    #[arg(long, value_name = "NAME")]
    pub(crate) bucket: String,
    #[command(flatten)]
    pub(crate) task: TaskArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ActionArgs {
    #[command(flatten)]
    pub(crate) action: ActionChoice,
    /// A parameter of the operation; may be given several times
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = key_value, requires = "operation", conflicts_with = "json")]
    pub(crate) params: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) task: TaskArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ActionChoice {
    /// The operation
    #[arg(long, value_name = "OP", value_parser = OneOf::<TaskOperation>::new())]
    pub(crate) operation: Option<TaskOperation>,
    /// Any JSON object as the action, for operations of another edition of the service
    #[arg(long, value_name = "OBJECT", value_parser = json_object)]
    pub(crate) json: Option<Value>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuthCommand {
    /// Show which credentials were found, and why others were passed over
    ///
    /// Neither the service nor IAM is called. The metadata service is asked if nothing else is there.
    Show(AuthArgs),
    /// Have IAM accept the credentials
    ///
    /// A token is fetched for a user and a password. Anything else proves itself with a request that changes nothing.
    Check(AuthArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AuthArgs {
    /// The region whose IAM is asked, unless the environment names an address of IAM
    #[arg(long, value_name = "ID")]
    pub(crate) region: Option<String>,
    #[command(flatten)]
    pub(crate) credentials: CredentialArgs,
    #[command(flatten)]
    pub(crate) trust: TrustArgs,
    /// How to print results
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) output: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WaveCommand {
    /// Check a whole plan, then carry it out
    ///
    /// The plan is CSV with the header target,id,operation,copystate,migrationcycle,params, or JSON Lines with the same
    /// names. Several params are separated by semicolons in CSV, and are an object in JSON Lines.
    ///
    /// Rows of one id run in the order of the file, each after the one before is done; different ids run side by side. If
    /// a row is not done, the rows of its id that follow are not sent. The whole plan is checked before the first request.
    Run(WaveRunArgs),
}

#[derive(Debug, Args)]
pub(crate) struct WaveRunArgs {
    /// The plan (- is standard input)
    pub(crate) plan: PathBuf,
    /// How many ids to work on at a time
    #[arg(long, value_name = "N", default_value = "8", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) concurrency: u16,
    #[command(flatten)]
    pub(crate) pairing: PairingArgs,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// Where the service is, who calls it, and how results are shown.
#[derive(Debug, Args)]
pub(crate) struct CommonArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// Allow plain http to other machines, which sends the token in the clear
    #[arg(long, help_heading = "Connection")]
    pub(crate) allow_plain_http: bool,
    #[command(flatten)]
    pub(crate) credentials: CredentialArgs,
    /// How long one call may take, retries and waits included, such as 500ms, 5s or 2m
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = duration, help_heading = "Connection")]
    pub(crate) timeout: Duration,
    /// How long one attempt at a call may take
    #[arg(long, value_name = "DURATION", default_value = "15s", value_parser = duration, help_heading = "Connection")]
    pub(crate) attempt_timeout: Duration,
    /// How long to wait for a connection, TLS included
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = duration, help_heading = "Connection")]
    pub(crate) connect_timeout: Duration,
    #[command(flatten)]
    pub(crate) trust: TrustArgs,
    /// How often one call may be sent again, where that can do no harm
    #[arg(
        long,
        value_name = "N",
        default_value = "3",
        help_heading = "Connection"
    )]
    pub(crate) retries: u32,
    /// Print each request, secrets redacted, and send nothing
    #[arg(long, help_heading = "Output")]
    pub(crate) dry_run: bool,
    /// How to print results
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    pub(crate) output: Format,
}

/// Whom to believe.
#[derive(Debug, Args)]
pub(crate) struct TrustArgs {
    /// Trust the certificate authorities in this PEM or DER file as well [proxies are taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY]
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub(crate) ca_file: Option<PathBuf>,
}

/// Who is calling.
#[derive(Debug, Args)]
pub(crate) struct CredentialArgs {
    /// A file with the user token (- is standard input), in place of what the environment has
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub(crate) token_file: Option<PathBuf>,
    /// How to prove who is calling
    #[arg(long, value_enum, default_value = "auto", help_heading = "Connection")]
    pub(crate) auth: AuthChoice,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct PlaceArgs {
    // Brackets are links in documentation.
    #[arg(
        long,
        value_name = "URL",
        help_heading = "Connection",
        help = "Where the service is: http(s)://host[:port][/path-prefix] [env: HUAWEICLOUD_SMS_ENDPOINT]"
    )]
    pub(crate) endpoint: Option<String>,
    /// A known region, in place of an endpoint
    #[arg(long, value_name = "ID", help_heading = "Connection")]
    pub(crate) region: Option<String>,
    /// Start an emulator in this process and call it
    #[arg(long, help_heading = "Connection")]
    pub(crate) emulator: bool,
}

fn duration(text: &str) -> Result<Duration, String> {
    let duration = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if duration.is_zero() {
        return Err("it must be longer than nothing".to_owned());
    }
    Ok(duration)
}

fn json_object(text: &str) -> Result<Value, String> {
    match strict_json::parse(text.as_bytes()) {
        Ok(object @ Value::Object(_)) => Ok(object),
        Ok(_) => Err("it is JSON and no object".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some(("", _)) | None => Err("it is not of the form KEY=VALUE".to_owned()),
        Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn durations_have_a_unit_and_a_length() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        for text in ["", "5", "0s", "-1s", "x"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
