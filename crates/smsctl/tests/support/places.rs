//! The places where users already have credentials.

use std::fs;
use std::path::{Path, PathBuf};

use super::emulator::Emulator;
use super::{Run, command, nobody, run};

/// Where credentials are, and what `auth show` has to say of it.
pub(crate) struct Place {
    pub(crate) variables: Vec<(&'static str, String)>,
    pub(crate) method: &'static str,
    pub(crate) place: String,
    pub(crate) identity: String,
}

/// A home directory of this test, with a profile that nobody else can read.
pub(crate) fn home(test: &str, profile: &str) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let folder = home.join(".huaweicloud");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("credentials");
    fs::write(&file, profile).unwrap();
    set_mode(&file, 0o600);
    home
}

#[cfg(unix)]
pub(crate) fn set_mode(file: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
pub(crate) fn set_mode(_: &Path, _: u32) {}

pub(crate) fn profile_of(emulator: &Emulator) -> String {
    format!(
        "[basic]\nak = {}\nsk = {}\nproject_id = {}\niam_endpoint = {}\n",
        emulator.value("access_key"),
        emulator.value("secret_key"),
        emulator.value("project_id"),
        emulator.value("iam_url"),
    )
}

/// Every place, with the credentials of this emulator in it.
pub(crate) fn places(emulator: &Emulator, test: &str) -> Vec<Place> {
    let value = |name: &str| emulator.value(name).to_owned();
    // Of "SMSEMULATORACCESSKEY", "sms-emulator-user" and "sms-emulator-domain".
    let key = "the access key SMSE…SKEY".to_owned();
    let user = "the user sms-…user of sms-…main".to_owned();
    let login = |more: &[(&'static str, String)]| Place {
        variables: [
            &[
                ("HW_USER_NAME", value("user")),
                ("HW_USER_PASSWORD", value("password")),
                ("HW_DOMAIN_NAME", value("domain")),
            ],
            more,
        ]
        .concat(),
        method: "password",
        place: "HW_USER_NAME".to_owned(),
        identity: user.clone(),
    };
    let home = home(test, &profile_of(emulator));
    let file = home.join(".huaweicloud").join("credentials");
    let file = file.to_str().unwrap().to_owned();
    let keys = |place: &str, variables: Vec<(&'static str, String)>| Place {
        variables,
        method: "aksk",
        place: place.to_owned(),
        identity: key.clone(),
    };
    vec![
        keys(
            "HUAWEICLOUD_SDK_AK",
            vec![
                ("HUAWEICLOUD_SDK_AK", value("access_key")),
                ("HUAWEICLOUD_SDK_SK", value("secret_key")),
            ],
        ),
        keys(
            "HUAWEICLOUD_SDK_AK",
            vec![
                ("HUAWEICLOUD_SDK_AK", value("access_key")),
                ("HUAWEICLOUD_SDK_SK", value("secret_key")),
                ("HUAWEICLOUD_SDK_PROJECT_ID", value("project_id")),
            ],
        ),
        Place {
            variables: vec![("HUAWEICLOUD_SMS_TOKEN", value("token"))],
            method: "token",
            place: "HUAWEICLOUD_SMS_TOKEN".to_owned(),
            identity: "the bearer of a token".to_owned(),
        },
        Place {
            variables: vec![("HW_AUTH_TOKEN", value("token"))],
            method: "token",
            place: "HW_AUTH_TOKEN".to_owned(),
            identity: "the bearer of a token".to_owned(),
        },
        keys(
            "HW_ACCESS_KEY",
            vec![
                ("HW_ACCESS_KEY", value("access_key")),
                ("HW_SECRET_KEY", value("secret_key")),
            ],
        ),
        login(&[
            ("HW_PROJECT_ID", value("project_id")),
            ("HW_AUTH_URL", value("iam_url")),
        ]),
        login(&[
            ("HW_PROJECT_NAME", value("project_id")),
            ("HW_AUTH_URL", value("iam_url") + "/v3"),
        ]),
        login(&[
            // A region's own project has its name.
            ("HW_REGION_NAME", "ap-southeast-3".to_owned()),
            ("HW_AUTH_URL", value("iam_url") + "/v3/"),
        ]),
        login(&[
            ("HW_PROJECT_ID", value("project_id")),
            ("HUAWEICLOUD_SDK_IAM_ENDPOINT", value("iam_url")),
            // It is not the first choice.
            ("HW_AUTH_URL", nobody().to_owned()),
        ]),
        keys(&file, vec![("HOME", home.to_str().unwrap().to_owned())]),
        keys(
            &file,
            vec![("HUAWEICLOUD_SDK_CREDENTIALS_FILE", file.clone())],
        ),
        Place {
            variables: vec![("HUAWEICLOUD_METADATA_ENDPOINT", value("metadata_url"))],
            method: "metadata",
            place: value("metadata_url"),
            identity: "the agency of this server".to_owned(),
        },
    ]
}

/// Runs smsctl with these variables and no others. Wherever a secret of the emulator was printed, the test ends.
pub(crate) fn smsctl(emulator: &Emulator, variables: &[(&str, String)], args: &[&str]) -> Run {
    let mut command = command(args);
    command
        .env_remove("HUAWEICLOUD_SMS_TOKEN")
        .envs(variables.iter().map(|(name, value)| (name, value)));
    let run = run(command);
    for name in ["token", "secret_key", "password"] {
        let secret = emulator.value(name);
        assert!(!format!("{run:?}").contains(secret), "{name}: {run:?}");
    }
    run
}
