//! What is left of a secret in the memory of the process once whoever held it is gone.
//!
//! All memory that can be written is searched, freed parts of it included, but for the stack: what a calculation leaves
//! there is overwritten by the next one and by nobody else. Only Linux lets a process read its memory without unsafe code.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use contract_tests::scripted::ClosedPort;
use huaweicloud_sms::auth::{Address, Chain, Environment, Iam, PasswordLogin, Project};
use huaweicloud_sms::{Credentials, Secret, Token};
use reqwest::{Method, Request};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

/// Held by each test: whoever searches copies what others hold.
static ALONE: Mutex<()> = Mutex::const_new(());

/// A secret that this file itself holds in another form only.
struct Canary(Vec<u8>);

impl Canary {
    const MASK: u8 = 0x80;
    /// What is given back to the allocator is soon given to somebody else, and how soon depends on its length.
    const LENGTHS: [usize; 3] = [64, 200, 600];
    /// An allocator writes into the beginning of what was given back to it, so only the end is searched for.
    const SEARCHED: usize = 32;

    fn new(length: usize) -> Self {
        let letter = |_| fastrand::alphanumeric() as u8 ^ Self::MASK;
        Self((0..length).map(letter).collect())
    }

    fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(self.0.len()));
        for byte in &self.0 {
            text.push(char::from(byte ^ Self::MASK));
        }
        text
    }

    /// The same for whoever takes it over.
    fn given(&self) -> String {
        std::mem::take(&mut *self.text())
    }

    /// How often it stands in the memory of this process. One thread alone has had it.
    fn count(&self) -> usize {
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        let mut memory = File::open("/proc/self/mem").unwrap();
        // What is read here is a copy, so it is searched nowhere but where it came from.
        let mut copy = Zeroizing::new(vec![0; 1 << 20]);
        let own = copy.as_ptr() as u64..copy.as_ptr() as u64 + copy.len() as u64;
        let on_the_stack = 0_u8;
        let stack = &raw const on_the_stack as u64;
        let mut count = 0;
        for map in maps.lines() {
            let (range, rest) = map.split_once(' ').unwrap();
            if !rest.starts_with("rw") {
                continue;
            }
            let (from, to) = range.split_once('-').unwrap();
            let parse = |text| u64::from_str_radix(text, 16).unwrap();
            let (mut at, to) = (parse(from), parse(to));
            if (at..to).contains(&stack) {
                continue;
            }
            while at < to {
                if own.contains(&at) {
                    at = own.end;
                    continue;
                }
                let end = if at < own.start {
                    to.min(own.start)
                } else {
                    to
                };
                let length = usize::try_from(end - at).unwrap().min(copy.len());
                memory.seek(SeekFrom::Start(at)).unwrap();
                // Some of what is mapped cannot be read.
                if memory.read_exact(&mut copy[..length]).is_ok() {
                    count += self.count_in(&copy[..length]);
                }
                // What begins in one part and ends in the next is found in the next.
                let step = length.saturating_sub(Self::SEARCHED - 1).max(1);
                at += if end - at == length as u64 {
                    length
                } else {
                    step
                } as u64;
            }
        }
        count
    }

    fn count_in(&self, bytes: &[u8]) -> usize {
        let end = &self.0[self.0.len() - Self::SEARCHED..];
        let matches = |window: &&[u8]| window.iter().zip(end).all(|(a, b)| a ^ Self::MASK == *b);
        bytes.windows(Self::SEARCHED).filter(matches).count()
    }
}

/// A home directory that is removed with it.
struct Home(PathBuf);

impl Home {
    /// A home with a profile that holds the canary between two texts.
    fn new(test: &str, before: &str, canary: &Canary, after: &str) -> Self {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        fs::create_dir_all(home.join(".huaweicloud")).unwrap();
        let text = canary.text();
        let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
        for part in [before, &text, after] {
            bytes.extend_from_slice(part.as_bytes());
        }
        fs::write(home.join(".huaweicloud/credentials"), &bytes).unwrap();
        Self(home)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn request() -> Request {
    let url = "http://127.0.0.1/v3/tasks/t1/action".parse().unwrap();
    let mut request = Request::new(Method::POST, url);
    *request.body_mut() = Some(r#"{"operation":"start"}"#.into());
    request
}

/// Proves a request with these credentials, sees that the secret is there, and drops everything.
async fn use_up(canary: &Canary, credentials: impl Into<Credentials>) {
    let credentials = credentials.into();
    let mut request = request();
    let authorization = credentials.authorization().await.unwrap();
    authorization.apply(&mut request).unwrap();
    assert_ne!(canary.count(), 0, "the search finds nothing at all");
}

#[tokio::test]
async fn nothing_is_left_of_the_secrets_of_a_profile_that_were_signed_with() {
    let _alone = ALONE.lock().await;
    for before in [
        "[basic]\nak = AK\nsk = ",
        "[basic]\nak = AK\nsk = SK\nsecurity_token = ",
    ] {
        for canary in Canary::LENGTHS.map(Canary::new) {
            let home = Home::new("memory-profile", before, &canary, "\n");
            let nothing: [(&str, &str); 0] = [];
            let chain = Chain::new(Environment::new(nothing, Some(home.0.clone())));
            use_up(&canary, chain.find().await.unwrap()).await;
            assert_eq!(canary.count(), 0);
        }
    }
}

#[tokio::test]
async fn nothing_is_left_of_a_token_in_a_file() {
    let _alone = ALONE.lock().await;
    for canary in Canary::LENGTHS.map(Canary::new) {
        let home = Home::new("memory-token", "\n", &canary, "\n");
        let token = Token::from_file(home.0.join(".huaweicloud/credentials")).unwrap();
        use_up(&canary, token).await;
        assert_eq!(canary.count(), 0);
    }
}

#[tokio::test]
async fn nothing_is_left_of_what_an_environment_held() {
    let _alone = ALONE.lock().await;
    for canary in Canary::LENGTHS.map(Canary::new) {
        {
            let secrets = [
                ("HW_ACCESS_KEY", "AK".to_owned()),
                ("HW_SECRET_KEY", canary.given()),
            ];
            let chain = Chain::new(Environment::new(secrets, None));
            use_up(&canary, chain.find().await.unwrap()).await;
        }
        assert_eq!(canary.count(), 0);
    }
}

#[tokio::test]
async fn nothing_is_left_of_a_password_that_could_not_be_sent() {
    let _alone = ALONE.lock().await;
    for canary in Canary::LENGTHS.map(Canary::new) {
        let closed = ClosedPort::take();
        {
            let iam = Address::parse(&format!("http://{}", closed.address())).unwrap();
            let credentials = Credentials::from(PasswordLogin {
                iam: Iam::at(iam).unwrap(),
                user: "u".to_owned(),
                password: Secret::new(canary.given()),
                domain: "d".to_owned(),
                project: Project::Name("p".to_owned()),
            });
            credentials.authorization().await.unwrap_err();
            assert_ne!(canary.count(), 0, "the search finds nothing at all");
        }
        assert_eq!(canary.count(), 0);
    }
}
