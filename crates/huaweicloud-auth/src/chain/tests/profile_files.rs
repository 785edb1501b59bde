//! Profile files, as users have them and as nobody should.

use super::*;

#[tokio::test]
async fn the_profile_file_is_read() {
    let home = Home::with_profile(
        "# keys\n[other]\nak = XX\n[basic]\nak = AK3\r\nSK=can=ary\n; x\nsecurity_token = st\nproject_id = p\n[more]\nak=YY\n",
    );
    let found = chain(&[], Some(&home)).find().await.unwrap();
    assert_eq!(
        (found.method, found.identity.as_str()),
        (Method::Keys, "the access key …")
    );
    let authorization = found.credentials.authorization().await.unwrap();
    assert!(authorization.as_keys().unwrap().is_temporary());
    #[cfg(unix)]
    assert!(
        found.warnings[0].contains("chmod 600"),
        "{:?}",
        found.warnings
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_of_ones_own_draws_no_warning() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::with_profile("[basic]\nak=AK3\nsk=canary\n");
    let file = home.0.join(".huaweicloud/credentials");
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(
        chain(&[], Some(&home))
            .find()
            .await
            .unwrap()
            .warnings
            .is_empty()
    );
}

#[tokio::test]
async fn a_profile_without_its_secret_is_incomplete() {
    let home = Home::with_profile("[basic]\nak = AK3\n");
    let error = chain(&[], Some(&home)).find().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
}

#[tokio::test]
async fn a_profile_is_understood_or_refused_and_never_passed_over() {
    for text in [
        "\u{feff}[basic]\nak=AK3\nsk=s3cret\n",
        "[basic] # mine\nak: AK3\nsk: s3cret\n",
        "[BASIC]\nAK = \"AK3\"\nSK = 's3cret'\n",
    ] {
        let home = Home::with_profile(text);
        let found = chain(&[], Some(&home)).find().await.unwrap();
        assert_eq!(found.method, Method::Keys, "{text}");
    }
    for text in [
        "[basic]\nak =\nsk =\n",
        "[basic]\nak=AK3\nsk=one\nsk=two\n",
        "ak=AK3\nsk=canary\n",
        "[basic\nak=AK3\nsk=canary\n",
        "[basic]\nak AK3\n",
        "[other]\nak = AK3\n",
        "[basic]\nproject_id=p\n",
        "[basic]\nSecretKeyInTheWrongPlace_canary=\n",
        "[basic]\nak=AK3\nsk=\"canary\n",
        "[basic]\nak=AK3\nsk=canary'\n",
        "[basic]\nak=AK3\nsk=\"\n",
    ] {
        let home = Home::with_profile(text);
        let error = chain(&[], Some(&home)).find().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{text}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn a_profile_without_any_keys_is_a_place_without_credentials_unless_it_was_named() {
    for text in ["", "# nothing\n", "[other]\nregion = r\n", "[basic]\n"] {
        let home = Home::with_profile(text);
        let error = chain(&[], Some(&home)).find().await.unwrap_err();
        assert!(error.is_missing(), "{text}: {error}");
        assert!(error.to_string().contains("no ak and no sk"), "{error}");

        let file = home.0.join(".huaweicloud/credentials");
        let named = [("HUAWEICLOUD_SDK_CREDENTIALS_FILE", file.to_str().unwrap())];
        let error = chain(&named, None).find().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{text}: {error}");
    }
}

#[tokio::test]
async fn a_name_that_nobody_knows_draws_a_warning_and_is_not_quoted() {
    let home = Home::with_profile("[basic]\nak=AK3\nsk=s3cret\ncanary-token=st\n");
    let found = chain(&[], Some(&home)).find().await.unwrap();
    let warning = found.warnings.last().unwrap();
    assert!(
        warning.contains("line 4") && warning.contains("security_token"),
        "{warning}"
    );
    assert!(!warning.contains("canary"), "{warning}");
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_no_file_is_no_profile() {
    let home = Home::with_profile("[basic]\nak=AK3\nsk=s3cret\n");
    let file = home.0.join(".huaweicloud/credentials");
    std::fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink("nowhere", &file).unwrap();
    let error = chain(&[], Some(&home)).find().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    for no_file in ["/dev/zero", "/"] {
        let named = [("HUAWEICLOUD_SDK_CREDENTIALS_FILE", no_file)];
        let error = chain(&named, None).find().await.unwrap_err();
        assert!(
            error.to_string().contains("check that it is a file"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn keys_without_a_project_are_in_that_of_the_environment() {
    let home = Home::with_profile("[basic]\nak=AK3\nsk=s3cret\n");
    let project = async |variables: &[(&str, &str)]| {
        let found = chain(variables, Some(&home)).find().await.unwrap();
        let authorization = found.credentials.authorization().await.unwrap();
        let id = authorization.as_keys().unwrap().project_id();
        id.map(|id| id.to_str().unwrap().to_owned())
    };
    assert_eq!(project(&[]).await, None);
    assert_eq!(
        project(&[("HW_PROJECT_ID", "p")]).await.as_deref(),
        Some("p")
    );
    let own = Home::with_profile("[basic]\nak=AK3\nsk=s3cret\nproject_id=own\n");
    let found = chain(&[("HW_PROJECT_ID", "p")], Some(&own))
        .find()
        .await
        .unwrap();
    let authorization = found.credentials.authorization().await.unwrap();
    assert_eq!(
        authorization.as_keys().unwrap().project_id().unwrap(),
        "own"
    );
}

#[tokio::test]
async fn the_profile_names_the_iam_of_its_own_keys_and_of_no_others() {
    let keys = "[basic]\nak=AK3\nsk=canary\n";
    let home = Home::with_profile(&format!("{keys}iam_endpoint=https://iam.profile.example\n"));
    let iam = async |variables: &[(&str, &str)]| {
        let chain = chain(variables, Some(&home)).region("cn-north-4");
        let found = chain.find().await.unwrap();
        chain.iam(&found).unwrap().unwrap().address().to_string()
    };
    assert_eq!(iam(&[]).await, "https://iam.profile.example");
    assert_eq!(
        iam(&[("HW_AUTH_URL", "https://iam.terraform.example")]).await,
        "https://iam.terraform.example"
    );
    for others in [&VENDOR[..], &TERRAFORM_USER] {
        assert_eq!(
            iam(others).await,
            "https://iam.cn-north-4.myhuaweicloud.com"
        );
    }

    let home = Home::with_profile(&format!("{keys}iam_endpoint=iam.example\n"));
    let chain = chain(&[], Some(&home));
    // Nobody needs IAM to sign.
    let found = chain.find().await.unwrap();
    let error = chain.iam(&found).unwrap_err().to_string();
    assert!(
        error.contains("iam_endpoint") && error.contains("credentials"),
        "{error}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn what_others_may_do_with_a_file_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::with_profile("[basic]\nak=AK3\nsk=canary\n");
    let file = home.0.join(".huaweicloud/credentials");
    for (mode, told) in [
        (0o600, None),
        (0o640, Some("others can read the")),
        (0o604, Some("others can read the")),
        (0o620, Some("others can change the")),
        (0o602, Some("others can change the")),
        (0o666, Some("others can read and change the")),
        (0o711, None),
    ] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let found = chain(&[], Some(&home)).find().await.unwrap();
        let warning = found.warnings.first().map(String::as_str);
        assert_eq!(warning.is_some(), told.is_some(), "{mode:o}: {warning:?}");
        let said = warning.unwrap_or_default();
        assert!(
            said.starts_with(told.unwrap_or_default()),
            "{mode:o}: {said}"
        );
    }
}
