//! From options and environment to a client.

use std::env;
use std::io;
use std::path::Path;

use huaweicloud_sms::{Backoff, Pairing, Sms, SmsBuilder, Token};
use huaweicloud_sms_emulator::Emulator;

use crate::cli::{CommonArgs, Format, PlaceArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::note;
use crate::rehearsal;

const ENDPOINT_VARIABLE: &str = "HUAWEICLOUD_SMS_ENDPOINT";

/// Where a token is looked for, in this order, if no file is named. The second is Terraform's.
const TOKEN_VARIABLES: [&str; 2] = ["HUAWEICLOUD_SMS_TOKEN", "HW_AUTH_TOKEN"];

/// A client and whatever has to live as long as it.
pub(crate) struct Connection {
    pub(crate) sms: Sms,
    pub(crate) format: Format,
    pub(crate) dry_run: bool,
    /// Dropping it would stop it.
    _emulator: Option<Emulator>,
}

impl Connection {
    /// Connects as the options and the environment say.
    pub(crate) async fn open(common: &CommonArgs) -> Result<Self, Failure> {
        let emulator = if common.place.emulator {
            Some(start_emulator().await?)
        } else {
            None
        };
        let builder = match &emulator {
            Some(emulator) => Sms::builder().endpoint(emulator.url()),
            None => place(&common.place)?,
        };
        let token = match &emulator {
            Some(emulator) => Token::new(emulator.token())?,
            None => token(common)?,
        };
        let mut builder = builder
            .credentials(token)
            .allow_plain_http(common.allow_plain_http)
            .timeout(common.timeout)
            // The commands have seen to it.
            .pairing(Pairing::Off)
            .retry(Backoff::retries(common.retries));
        if common.dry_run {
            let format = common.output;
            builder = builder.rehearse(move |preview| rehearsal::show(&preview, format));
        }
        Ok(Self {
            sms: builder.build()?,
            format: common.output,
            dry_run: common.dry_run,
            _emulator: emulator,
        })
    }
}

async fn start_emulator() -> Result<Emulator, Failure> {
    Emulator::builder().start().await.map_err(|error| {
        Failure::new(
            Exit::Defect,
            "the emulator in this process cannot be started",
        )
        .because(error)
    })
}

fn place(place: &PlaceArgs) -> Result<SmsBuilder, Failure> {
    let builder = Sms::builder();
    if let Some(url) = &place.endpoint {
        return Ok(builder.endpoint(url));
    }
    if let Some(region) = &place.region {
        return Ok(builder.region(region));
    }
    match env::var(ENDPOINT_VARIABLE) {
        Ok(url) => Ok(builder.endpoint(url)),
        Err(_) => Err(Failure::new(
            Exit::Usage,
            format!(
                "there is no service to call; give --endpoint, --region or --emulator, or set {ENDPOINT_VARIABLE}"
            ),
        )),
    }
}

fn token(common: &CommonArgs) -> Result<Token, Failure> {
    if let Some(file) = &common.token_file {
        return Ok(if file == Path::new("-") {
            Token::from_reader(io::stdin())?
        } else {
            Token::from_file(file)?
        });
    }
    for variable in TOKEN_VARIABLES {
        match Token::from_env(variable) {
            Err(error) if error.is_missing() => {}
            token => return Ok(token?),
        }
    }
    if common.dry_run {
        note("warning: no token was found; without --dry-run nothing could be sent");
        // It is redacted where it would be shown.
        return Ok(Token::new("none")?);
    }
    Err(Failure::new(
        Exit::Denied,
        format!(
            "there is no token; set {} to one, or give a file with --token-file",
            TOKEN_VARIABLES.join(" or ")
        ),
    ))
}
