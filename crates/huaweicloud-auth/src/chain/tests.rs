mod profile_files;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// A home directory that is removed with it.
struct Home(PathBuf);

impl Home {
    fn with_profile(text: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("huaweicloud-auth-{}-{number}", std::process::id()));
        std::fs::create_dir_all(path.join(".huaweicloud")).unwrap();
        std::fs::write(path.join(".huaweicloud/credentials"), text).unwrap();
        Self(path)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The address of a metadata service that nobody runs, so that no test asks the real one.
fn nobody() -> &'static str {
    // A port that no system gives to anybody who does not ask for it.
    "http://127.0.0.1:1"
}

fn chain(variables: &[(&str, &str)], home: Option<&Home>) -> Chain {
    let variables = variables
        .iter()
        .copied()
        .chain([(METADATA_ENDPOINT, nobody())]);
    Chain::new(Environment::new(variables, home.map(|home| home.0.clone())))
        .token_variable("OWN_TOKEN")
}

async fn found(variables: &[(&str, &str)]) -> Result<(Method, String), Error> {
    let found = chain(variables, None).find().await?;
    Ok((found.method, found.place))
}

const VENDOR: [(&str, &str); 2] = [
    ("HUAWEICLOUD_SDK_AK", "AK1"),
    ("HUAWEICLOUD_SDK_SK", "canary"),
];
const TERRAFORM_KEYS: [(&str, &str); 2] = [("HW_ACCESS_KEY", "AK2"), ("HW_SECRET_KEY", "canary")];
const TERRAFORM_USER: [(&str, &str); 4] = [
    ("HW_USER_NAME", "u"),
    ("HW_USER_PASSWORD", "canary"),
    ("HW_DOMAIN_NAME", "d"),
    ("HW_REGION_NAME", "cn-north-4"),
];

#[tokio::test]
async fn the_first_complete_place_wins() {
    let own = [("OWN_TOKEN", "canary")];
    let token = [("HW_AUTH_TOKEN", "canary")];
    let mut variables: Vec<(&str, &str)> = Vec::new();
    // From the last to the first, each is preferred to all that are there already.
    for (more, method, place) in [
        (&TERRAFORM_USER[..], Method::Password, "HW_USER_NAME"),
        (&TERRAFORM_KEYS, Method::Keys, "HW_ACCESS_KEY"),
        (&token, Method::Token, "HW_AUTH_TOKEN"),
        (&VENDOR, Method::Keys, "HUAWEICLOUD_SDK_AK"),
        (&own, Method::Token, "OWN_TOKEN"),
    ] {
        variables.extend(more);
        let (found_method, found_place) = found(&variables).await.unwrap();
        assert_eq!(found_method, method);
        assert!(found_place.contains(place), "{found_place}");
    }
}

#[tokio::test]
async fn incomplete_ones_are_an_error_and_not_passed_over() {
    for (variables, missing) in [
        (&[VENDOR[0]][..], "HUAWEICLOUD_SDK_SK"),
        (&[VENDOR[1]], "HUAWEICLOUD_SDK_AK"),
        (&[TERRAFORM_KEYS[0]], "HW_SECRET_KEY"),
        (&[TERRAFORM_USER[0]], "HW_USER_PASSWORD"),
        (&[TERRAFORM_USER[1]], "HW_USER_NAME"),
        (&TERRAFORM_USER[..2], "HW_DOMAIN_NAME"),
        (&TERRAFORM_USER[..3], "HW_REGION_NAME"),
        (&[("OWN_TOKEN", "")], "OWN_TOKEN"),
        (
            &[("HUAWEICLOUD_SDK_AK", ""), VENDOR[1]],
            "HUAWEICLOUD_SDK_AK",
        ),
        (
            &[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "no/such/file")],
            "no/such/file",
        ),
    ] {
        let error = found(variables).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains(missing), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn if_nothing_is_found_every_place_is_listed() {
    let error = chain(&[], None).find().await.unwrap_err();
    assert!(error.is_missing());
    let text = error.to_string();
    for name in [
        "OWN_TOKEN",
        "HUAWEICLOUD_SDK_AK",
        "HW_AUTH_TOKEN",
        "HW_ACCESS_KEY",
        "HW_USER_NAME",
        "HUAWEICLOUD_SDK_CREDENTIALS_FILE",
        nobody(),
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
}

#[tokio::test]
async fn what_was_passed_over_is_told_with_what_was_missing() {
    let found = chain(&TERRAFORM_KEYS, None).find().await.unwrap();
    let places: Vec<_> = found
        .passed_over
        .iter()
        .map(|it| it.reason.as_str())
        .collect();
    assert_eq!(
        places,
        [
            "OWN_TOKEN is not set",
            "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set",
            "HW_AUTH_TOKEN is not set"
        ]
    );
    assert_eq!(found.identity, "the access key …");
    assert!(!format!("{found:?}").contains("canary"));
}

#[tokio::test]
async fn one_way_can_be_asked_for() {
    let variables: Vec<_> = VENDOR.iter().chain(&TERRAFORM_USER).copied().collect();
    let only = |method| chain(&variables, None).only(method);
    assert_eq!(
        only(Method::Password).find().await.unwrap().method,
        Method::Password
    );
    assert_eq!(
        only(Method::Keys).find().await.unwrap().method,
        Method::Keys
    );
    assert!(only(Method::Token).find().await.unwrap_err().is_missing());
    assert!(
        only(Method::Metadata)
            .find()
            .await
            .unwrap_err()
            .is_missing()
    );
}

#[tokio::test]
async fn the_region_that_was_asked_for_comes_first_and_is_a_name() {
    let iam = |variables: &[(&str, &str)], region: &str| {
        let iam = chain(variables, None).region(region).iam_or(|| None)?;
        Ok::<_, Error>(iam.unwrap().address().as_str().to_owned())
    };
    let variables = [("HW_REGION_NAME", "cn-north-4")];
    assert_eq!(
        iam(&variables, "ap-southeast-3").unwrap(),
        "https://iam.ap-southeast-3.myhuaweicloud.com"
    );
    for region in ["evil.example:8443/x", "../x", "", "ae-ad-1"] {
        assert!(iam(&[], region).is_err(), "{region}");
    }
    let terraform = [("HW_AUTH_URL", "https://iam.terraform.example/v3")];
    assert_eq!(
        iam(&terraform, "cn-north-4").unwrap(),
        "https://iam.terraform.example"
    );
}

#[tokio::test]
async fn a_malformed_value_is_told_with_its_place() {
    let home = Home::with_profile("[basic]\nak=AK3\nsk=can ary\n");
    for (variables, home, place) in [
        (
            &[VENDOR[0], ("HUAWEICLOUD_SDK_SK", "can ary")][..],
            None,
            "HUAWEICLOUD_SDK_SK",
        ),
        (
            &[TERRAFORM_KEYS[0], ("HW_SECRET_KEY", "can ary")],
            None,
            "HW_SECRET_KEY",
        ),
        (
            &[
                VENDOR[0],
                VENDOR[1],
                ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "canary\n"),
            ],
            None,
            "HUAWEICLOUD_SDK_SECURITY_TOKEN",
        ),
        (
            &[
                TERRAFORM_KEYS[0],
                TERRAFORM_KEYS[1],
                ("HW_PROJECT_ID", "canary\n"),
            ],
            None,
            "HW_PROJECT_ID",
        ),
        (&[("OWN_TOKEN", "can ary")], None, "OWN_TOKEN"),
        (&[], Some(&home), ".huaweicloud"),
    ] {
        let error = chain(variables, home).find().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains(place), "{place}: {error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn a_line_end_that_came_along_with_a_value_is_refused() {
    for (variable, value) in [
        ("HW_USER_PASSWORD", "canary\n"),
        ("HW_USER_NAME", "canary\r\n"),
        ("HW_DOMAIN_NAME", "canary\n"),
        ("HW_REGION_NAME", "canary\n"),
    ] {
        let mut variables = TERRAFORM_USER.to_vec();
        variables.push((variable, value));
        let error = found(&variables).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains(variable), "{error}");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn an_explicit_token_comes_before_everything() {
    let home = Home::with_profile("t0k3n\n");
    let file = home.0.join(".huaweicloud/credentials");
    let variables = [("OWN_TOKEN", "canary")];
    let found = chain(&variables, None)
        .token_file(&file)
        .find()
        .await
        .unwrap();
    assert!(found.place.starts_with("the file "), "{}", found.place);
    #[cfg(unix)]
    assert!(
        found.warnings[0].contains("can read the token file"),
        "{:?}",
        found.warnings
    );
    let token = Token::new("t").unwrap();
    let found = chain(&variables, None)
        .token(token, "over there")
        .find()
        .await
        .unwrap();
    assert_eq!(
        (found.method, found.place.as_str()),
        (Method::Token, "over there")
    );
    assert!(found.passed_over.is_empty());
}

/// A metadata service that answers everything with 500.
async fn out_of_order() -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 1024]).await;
            let answer = "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    url
}

#[tokio::test]
async fn a_metadata_service_out_of_order_does_not_hide_what_was_looked_at() {
    let variables = [(METADATA_ENDPOINT, out_of_order().await)];
    let chain = Chain::new(Environment::new(variables, None));
    let error = chain.find().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    let text = error.to_string();
    for told in [
        "status 500",
        "HUAWEICLOUD_SDK_AK",
        "HW_USER_NAME",
        "home directory",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
}
