//! `smsctl emulator`.

use std::env::{self, VarError};
use std::time::SystemTime;

use huaweicloud_sms_emulator::{Emulator, EmulatorBuilder};
use serde::Serialize;

use crate::cli::EmulatorArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interruption::Interruption;
use crate::output::{print_line, to_json};

/// A setting of the emulator.
type Setter = fn(EmulatorBuilder, String) -> EmulatorBuilder;

/// What the emulator accepts can be set from outside, each by its variable. Arguments would show secrets to everyone
/// on the machine.
const SETTINGS: [(&str, Setter); 8] = [
    ("SMS_EMULATOR_TOKEN", EmulatorBuilder::token),
    ("SMS_EMULATOR_ACCESS_KEY", EmulatorBuilder::access_key),
    ("SMS_EMULATOR_SECRET_KEY", EmulatorBuilder::secret_key),
    ("SMS_EMULATOR_USER", EmulatorBuilder::user),
    ("SMS_EMULATOR_PASSWORD", EmulatorBuilder::password),
    ("SMS_EMULATOR_DOMAIN", EmulatorBuilder::domain),
    ("SMS_EMULATOR_PROJECT_ID", EmulatorBuilder::project_id),
    ("SMS_EMULATOR_PROJECT_NAME", EmulatorBuilder::project_name),
];

/// What a script needs to know to call the emulator.
#[derive(Serialize)]
struct Listening<'a> {
    url: &'a str,
    iam_url: &'a str,
    metadata_url: &'a str,
    token: &'a str,
    access_key: &'a str,
    secret_key: &'a str,
    user: &'a str,
    password: &'a str,
    domain: &'a str,
    project_id: &'a str,
}

pub(crate) async fn run(args: EmulatorArgs) -> Result<Exit, Failure> {
    let mut builder = Emulator::builder()
        .listen(args.listen)
        .allow_remote(args.allow_remote)
        .strict(args.strict)
        .lenient(args.lenient)
        .pace(args.pace)
        .token_lifetime(args.token_lifetime)
        .temporary_key_lifetime(args.key_lifetime)
        .metadata_tokens(!args.without_metadata_tokens);
    if let Some(offset) = args.clock_offset {
        builder = builder.clock(move || {
            let now = SystemTime::now();
            offset.shift(now).unwrap_or(now)
        });
    }
    for (variable, set) in SETTINGS {
        builder = match env::var(variable) {
            Ok(value) => set(builder, value),
            Err(VarError::NotPresent) => builder,
            Err(VarError::NotUnicode(_)) => {
                return Err(Failure::new(
                    Exit::Usage,
                    format!("{variable} is not utf-8; set it to text, or unset it"),
                ));
            }
        };
    }
    let emulator = builder.start().await.map_err(|error| {
        let what = if args.allow_remote || args.listen.ip().to_canonical().is_loopback() {
            "the emulator cannot be started"
        } else {
            "the emulator cannot be started; to let other machines call it, add --allow-remote"
        };
        Failure::new(Exit::Usage, what).because(error)
    })?;
    emulator.set_iam_available(!args.without_iam);
    // Whoever reads the line may end us at once.
    let mut interruption = Interruption::listen()?;
    print_line(&to_json(&Listening {
        url: &emulator.url(),
        iam_url: &emulator.iam_url(),
        metadata_url: &emulator.metadata_url(),
        token: emulator.token(),
        access_key: emulator.access_key(),
        secret_key: emulator.secret_key(),
        user: emulator.user(),
        password: emulator.password(),
        domain: emulator.domain(),
        project_id: emulator.project_id(),
    })?)?;
    interruption.wait().await?;
    emulator.stop().await;
    Ok(Exit::Done)
}
