//! From options and environment to a client.

use std::env::{self, VarError};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use huaweicloud_sms::auth::{Chain, Environment, Found, Method};
use huaweicloud_sms::{AccessKeys, Backoff, Credentials, Pairing, Secret, Sms, SmsBuilder, Token};
use huaweicloud_sms_emulator::Emulator;

use crate::cli::{AuthChoice, CommonArgs, CredentialArgs, Format, PlaceArgs, TrustArgs};
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

impl TrustArgs {
    /// The certificates, if there are any to trust beside those of the platform.
    pub(crate) fn read(&self) -> Result<Option<Vec<u8>>, Failure> {
        let read = |file: &PathBuf| {
            fs::read(file).map_err(|error| {
                let message = format!(
                    "the certificates in {} cannot be read; check the file",
                    file.display()
                );
                Failure::new(Exit::Usage, message).because(error)
            })
        };
        self.ca_file.as_ref().map(read).transpose()
    }
}

impl Connection {
    /// Connects as the options and the environment say.
    pub(crate) async fn open(common: &CommonArgs) -> Result<Self, Failure> {
        let credentials = &common.credentials;
        let is_choosy = credentials.token_file.is_some() || credentials.auth != AuthChoice::Auto;
        if common.place.emulator && is_choosy {
            return Err(Failure::new(
                Exit::Usage,
                "the emulator in this process is called with its own token; leave out --auth and --token-file, or start \
                 smsctl emulator and call that",
            ));
        }
        let emulator = if common.place.emulator {
            Some(start_emulator().await?)
        } else {
            None
        };
        let builder = match &emulator {
            Some(emulator) => Sms::builder().endpoint(emulator.url()),
            None => place(&common.place)?,
        };
        let pem = common.trust.read()?;
        let credentials = match &emulator {
            Some(emulator) => Token::new(emulator.token())?.into(),
            None => {
                let region = common.place.region.as_deref();
                let chain = chain(&common.credentials, region, pem.clone())?;
                if common.dry_run {
                    credentials_of_a_rehearsal(chain, common.credentials.auth).await?
                } else {
                    find(&chain).await?.credentials
                }
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
        if let Some(pem) = pem {
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

/// Where to look for who is calling, as the options and the environment say. `pem` are certificates to trust.
pub(crate) fn chain(
    args: &CredentialArgs,
    region: Option<&str>,
    pem: Option<Vec<u8>>,
) -> Result<Chain, Failure> {
    if args.token_file.is_some() && args.auth.method().is_some_and(|it| it != Method::Token) {
        return Err(Failure::new(
            Exit::Usage,
            "a token file is given, and --auth asks for something else than a token; leave out one of them",
        ));
    }
    let mut chain = Chain::new(Environment::of_this_process()).token_variable(TOKEN_VARIABLE);
    chain = match &args.token_file {
        Some(file) if file == Path::new("-") => {
            chain.token(Token::from_reader(io::stdin())?, "standard input")
        }
        Some(file) => chain.token_file(file),
        None => chain,
    };
    if let Some(method) = args.auth.method() {
        chain = chain.only(method);
    }
    if let Some(region) = region {
        chain = chain.region(region);
    }
    if let Some(pem) = pem {
        chain = chain.root_certificates(pem);
    }
    Ok(chain)
}

/// Finds who is calling.
pub(crate) async fn find(chain: &Chain) -> Result<Found, Failure> {
    let found = chain.find().await?;
    warn(&found);
    Ok(found)
}

fn warn(found: &Found) {
    for warning in &found.warnings {
        note(&format!("warning: {warning}"));
    }
}

/// Nothing is sent, so nobody is asked for a token or for keys. What stands in for them is redacted where it would be
/// shown.
async fn credentials_of_a_rehearsal(
    chain: Chain,
    auth: AuthChoice,
) -> Result<Credentials, Failure> {
    let token = || Token::new("none");
    match chain.offline().find().await {
        Ok(found) => {
            warn(&found);
            match found.method {
                Method::Password => Ok(token()?.into()),
                _ => Ok(found.credentials),
            }
        }
        Err(error) if error.is_missing() && auth == AuthChoice::Metadata => {
            let secret = || Secret::new("none");
            let keys = AccessKeys::new("none", secret())?.with_security_token(&secret())?;
            Ok(keys.into())
        }
        Err(error) if error.is_missing() => {
            note(&format!(
                "warning: without --dry-run nothing could be sent, unless there is a metadata service: {error}"
            ));
            Ok(token()?.into())
        }
        Err(error) => Err(error.into()),
    }
}
