//! `smsctl auth`.

use std::time::Duration;

use huaweicloud_sms::auth::{Chain, Found, Method};
use serde::Serialize;

use crate::cli::{AuthCommand, Format};
use crate::connect::{chain, find};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{print_line, to_json};

/// Who is calling, as it is shown. Nothing of it is secret.
#[derive(Serialize)]
struct Shown<'a> {
    method: &'static str,
    place: &'a str,
    identity: &'a str,
    expires_in_seconds: Option<u64>,
    accepted_by: Option<&'a str>,
    passed_over: Vec<Passed<'a>>,
}

#[derive(Serialize)]
struct Passed<'a> {
    place: &'a str,
    reason: &'a str,
}

pub(crate) async fn run(command: AuthCommand) -> Result<Exit, Failure> {
    let (args, is_check) = match &command {
        AuthCommand::Show(args) => (args, false),
        AuthCommand::Check(args) => (args, true),
    };
    let chain = chain(
        &args.credentials,
        args.region.as_deref(),
        args.trust.read()?,
    )?;
    let found = find(&chain).await?;
    let accepted_by = if is_check {
        Some(check(&chain, &found).await?)
    } else {
        None
    };
    show(&found, accepted_by.as_deref(), args.output)?;
    Ok(Exit::Done)
}

/// Has IAM accept the credentials. Returns who did.
async fn check(chain: &Chain, found: &Found) -> Result<String, Failure> {
    let iam = chain.iam(found)?.ok_or_else(|| {
        Failure::new(
            Exit::Usage,
            "IAM cannot be asked, because nothing says where it is; give --region, or set HW_AUTH_URL",
        )
    })?;
    // For a user and a password this is where IAM issues a token, which is all that is to be seen.
    let authorization = found.credentials.authorization().await?;
    if found.method != Method::Password {
        iam.check(&authorization).await?;
    }
    Ok(format!("IAM at {}", iam.address()))
}

fn show(found: &Found, accepted_by: Option<&str>, format: Format) -> Result<(), Failure> {
    let expires_in = found.credentials.expires_in();
    if format == Format::Json {
        return print_line(&to_json(&Shown {
            method: found.method.as_str(),
            place: &found.place,
            identity: &found.identity,
            expires_in_seconds: expires_in.map(|time| time.as_secs()),
            accepted_by,
            passed_over: found
                .passed_over
                .iter()
                .map(|passed| Passed {
                    place: &passed.place,
                    reason: &passed.reason,
                })
                .collect(),
        })?);
    }
    print_line(&format!("method    {}", found.method))?;
    print_line(&format!("place     {}", found.place))?;
    print_line(&format!("identity  {}", found.identity))?;
    if let Some(time) = expires_in {
        let time = Duration::from_secs(time.as_secs());
        print_line(&format!(
            "expires   in {}",
            humantime::format_duration(time)
        ))?;
    }
    if let Some(who) = accepted_by {
        print_line(&format!("accepted  by {who}"))?;
    }
    for passed in &found.passed_over {
        print_line(&format!("not from  {}: {}", passed.place, passed.reason))?;
    }
    Ok(())
}
