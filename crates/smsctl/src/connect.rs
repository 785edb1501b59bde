//! From options and environment to a client.

use std::env::{self, VarError};
use std::fs;
use std::io;
use std::path::Path;

use huaweicloud_sms::auth::{Chain, Environment, Found, Method};
use huaweicloud_sms::{Backoff, Credentials, Pairing, Sms, SmsBuilder, Token};
use huaweicloud_sms_emulator::Emulator;

use crate::cli::{CommonArgs, CredentialArgs, Format, PlaceArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::note;
use crate::rehearsal;

const ENDPOINT_VARIABLE: &str = "HUAWEICLOUD_SMS_ENDPOINT";

/// A token for this program. It is looked for before those of other programs.
const TOKEN_VARIABLE: &str = "HUAWEICLOUD_SMS_TOKEN";

/// The region that Terraform works in.
const REGION_VARIABLE: &str = "HW_REGION_NAME";

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
        let region = common.place.region.as_deref();
        let credentials = match &emulator {
            Some(emulator) => Token::new(emulator.token())?.into(),
            None if common.dry_run => {
                credentials_of_a_rehearsal(&common.credentials, region).await?
            }
            None => {
                find_credentials(&common.credentials, region)
                    .await?
                    .credentials
            }
        };
        let mut builder = builder
            .credentials(credentials)
            .allow_plain_http(common.allow_plain_http)
            .timeout(common.timeout)
            .attempt_timeout(common.attempt_timeout)
            .connect_timeout(common.connect_timeout)
            // The commands have seen to it.
            .pairing(Pairing::Off)
            .retry(Backoff::retries(common.retries));
        if let Some(file) = &common.ca_file {
            let pem = fs::read(file).map_err(|error| {
                let message = format!(
                    "the certificates in {} cannot be read; check the file",
                    file.display()
                );
                Failure::new(Exit::Usage, message).because(error)
            })?;
            builder = builder.root_certificates(pem);
        }
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
        return in_region(builder, region);
    }
    if let Some(url) = variable(ENDPOINT_VARIABLE)? {
        return Ok(builder.endpoint(url));
    }
    match variable(REGION_VARIABLE)? {
        Some(region) => in_region(builder, &region),
        None => Err(Failure::new(
            Exit::Usage,
            format!(
                "there is no service to call; give --endpoint, --region or --emulator, or set {ENDPOINT_VARIABLE} or \
                 {REGION_VARIABLE}"
            ),
        )),
    }
}

/// The endpoint that the environment of the vendor's SDKs gives a region, or the known one.
fn in_region(builder: SmsBuilder, region: &str) -> Result<SmsBuilder, Failure> {
    let name = region.to_uppercase().replace('-', "_");
    Ok(
        match variable(&format!("HUAWEICLOUD_SDK_REGION_SMS_{name}"))? {
            Some(url) => builder.endpoint(url),
            None => builder.region(region),
        },
    )
}

/// The value of an environment variable, if it is set. One that is set to nothing is a mistake to be told.
fn variable(name: &str) -> Result<Option<String>, Failure> {
    let refused = |how| {
        Failure::new(
            Exit::Usage,
            format!("the environment variable {name} {how}; correct or unset it"),
        )
    };
    match env::var(name) {
        Ok(value) if value.trim().is_empty() => Err(refused("is set and empty")),
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(refused("is no text")),
    }
}

/// Finds who is calling, as the options and the environment say.
pub(crate) async fn find_credentials(
    args: &CredentialArgs,
    region: Option<&str>,
) -> Result<Found, Failure> {
    if let Some(file) = &args.token_file {
        let (token, place) = if file == Path::new("-") {
            (
                Token::from_reader(io::stdin())?,
                "standard input".to_owned(),
            )
        } else {
            (
                Token::from_file(file)?,
                format!("the file {}", file.display()),
            )
        };
        return Ok(Found {
            credentials: token.into(),
            method: Method::Token,
            place,
            identity: "the bearer of a token".to_owned(),
            passed_over: Vec::new(),
            warnings: Vec::new(),
        });
    }
    let found = chain(args, region).find().await?;
    for warning in &found.warnings {
        note(&format!("warning: {warning}"));
    }
    Ok(found)
}

/// Nothing is sent, so nobody is asked for a token or for keys.
async fn credentials_of_a_rehearsal(
    args: &CredentialArgs,
    region: Option<&str>,
) -> Result<Credentials, Failure> {
    if args.token_file.is_some() {
        return Ok(find_credentials(args, region).await?.credentials);
    }
    match chain(args, region).offline().find().await {
        Ok(found) if matches!(found.method, Method::Token | Method::Keys) => Ok(found.credentials),
        Ok(_) => Ok(placeholder()?),
        Err(error) if error.is_missing() => {
            note(&format!(
                "warning: without --dry-run nothing could be sent: {error}"
            ));
            Ok(placeholder()?)
        }
        Err(error) => Err(error.into()),
    }
}

/// It is redacted where it would be shown.
fn placeholder() -> Result<Credentials, Failure> {
    Ok(Token::new("none")?.into())
}

pub(crate) fn chain(args: &CredentialArgs, region: Option<&str>) -> Chain {
    let mut chain = Chain::new(Environment::of_this_process()).token_variable(TOKEN_VARIABLE);
    if let Some(method) = args.auth.method() {
        chain = chain.only(method);
    }
    if let Some(region) = region {
        chain = chain.region(region);
    }
    chain
}
