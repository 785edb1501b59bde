//! Whatever is signed, the emulator's verifier accepts, and nothing that differs from it in a single bit. The verifier was
//! written from the description of the algorithm, shares no code with what signs, and is given the bytes that came over
//! the wire.

use std::sync::LazyLock;

use contract_tests::scripted::{Scripted, Step, answer};
use huaweicloud_sms::auth::Authorization;
use huaweicloud_sms::{AccessKeys, CopyState, Secret};
use huaweicloud_sms_emulator::{Emulator, verify_signature};
use proptest::prelude::*;
use reqwest::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request, redirect};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use crate::scene::{keys, sms};

/// A server that takes everything, and a client. They are shared by all cases, since making them takes longer than a
/// request.
struct Wire {
    runtime: Runtime,
    server: Scripted,
    client: Client,
}

impl Wire {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let script = || vec![Step::Read, Step::Send(answer(200, "", ""))];
        let server = runtime.block_on(Scripted::play(move |_| script()));
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            runtime,
            server,
            client,
        }
    }

    /// A request of this path and query, which may hold whatever a URL may.
    fn request(&self, method: Method, target: &str) -> Request {
        Request::new(
            method,
            format!("{}{target}", self.server.url()).parse().unwrap(),
        )
    }

    /// Sends a request and returns its bytes as they arrived.
    fn send(&self, request: Request) -> Vec<u8> {
        let before = self.server.seen().count();
        let answer = self.runtime.block_on(self.client.execute(request)).unwrap();
        assert_eq!(answer.status(), 200);
        self.server.seen().requests()[before].raw.clone()
    }
}

/// Holds the bytes of a request to its signature.
fn verify(bytes: &[u8], access: &str, secret: &str) -> Result<(), String> {
    let request = parse(bytes).ok_or("it is no request")?;
    verify_signature(&request, access, secret).map_err(|error| error.to_string())
}

/// A request as a server reads it. Only `Content-Length` is looked at to frame it.
fn parse(bytes: &[u8]) -> Option<http::Request<&[u8]>> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let (head, body) = (&bytes[..end], &bytes[end + 4..]);
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let line = str::from_utf8(lines.next()?).ok()?;
    let [method, target, _version] = line.split(' ').collect::<Vec<_>>()[..] else {
        return None;
    };
    let mut request = http::Request::builder().method(method).uri(target);
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        request = request.header(&line[..colon], line[colon + 1..].trim_ascii());
    }
    request.body(body).ok()
}

/// Tests in parallel must not take each other's requests, so each has a wire of its own.
fn judge(wire: &Wire, mut request: Request, signer: &Signer) -> Result<(), String> {
    signer.authorization().apply(&mut request).unwrap();
    verify(&wire.send(request), &signer.access, &signer.secret)
}

#[derive(Clone, Debug)]
struct Signer {
    access: String,
    secret: String,
    security_token: Option<String>,
    project: Option<String>,
}

impl Signer {
    fn plain() -> Self {
        Self {
            access: "AKEXAMPLE".to_owned(),
            secret: "SKEXAMPLE".to_owned(),
            security_token: None,
            project: None,
        }
    }

    fn authorization(&self) -> Authorization {
        let secret = Secret::new(self.secret.as_str());
        let mut keys = AccessKeys::new(self.access.as_str(), secret).unwrap();
        if let Some(token) = &self.security_token {
            keys = keys
                .with_security_token(&Secret::new(token.as_str()))
                .unwrap();
        }
        if let Some(project) = &self.project {
            keys = keys.with_project(project).unwrap();
        }
        keys.into()
    }
}

fn signer() -> impl Strategy<Value = Signer> {
    let token = proptest::option::of("[!-~]{1,40}");
    let project = proptest::option::of("[0-9a-f]{32}|[!-~]{1,8}");
    ("[A-Za-z0-9_-]{1,24}", "[!-~]{1,80}", token, project).prop_map(
        |(access, secret, security_token, project)| Signer {
            access,
            secret,
            security_token,
            project,
        },
    )
}

fn method() -> impl Strategy<Value = Method> {
    proptest::sample::select(vec![
        "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "PURGE",
    ])
    .prop_map(|method| Method::from_bytes(method.as_bytes()).unwrap())
}

/// A piece of a path or query: characters that mean something or nothing, and bytes that are encoded in either case.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z0-9._~-]{1,6}",
        2 => "[!$'()*+,;:@\"<>^`{|} \\[\\]]",
        2 => any::<u8>().prop_map(|byte| format!("%{byte:02X}")),
        1 => any::<u8>().prop_map(|byte| format!("%{byte:02x}")),
        1 => "\\.{1,3}|%2[eE]|%2[fF]|%25|%20|%00",
        2 => "[äß\u{4e2d}\u{1f600}\u{0301}\u{202e}]",
    ]
}

fn pieces(separators: &'static str) -> impl Strategy<Value = String> {
    let separator = proptest::sample::select(separators.chars().collect::<Vec<_>>());
    let part = prop_oneof![4 => piece(), 1 => separator.prop_map(String::from)];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

/// Pairs with keys that repeat, without values, without keys, and in no order.
fn query() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        "[abA%]{0,1}".prop_map(|key| key.replace('%', "%41")),
        piece()
    ];
    let value = prop_oneof![pieces("=&"), "[ab=]{0,2}"];
    let pair = (key, proptest::option::of(value));
    proptest::collection::vec(pair, 0..6).prop_map(|pairs| {
        let pairs: Vec<_> = pairs
            .into_iter()
            .map(|(key, value)| value.map_or(key.clone(), |value| format!("{key}={value}")))
            .collect();
        pairs.join("&")
    })
}

fn target() -> impl Strategy<Value = String> {
    (pieces("/"), proptest::option::of(query())).prop_map(|(path, query)| match query {
        Some(query) => format!("/{path}?{query}"),
        None => format!("/{path}"),
    })
}

fn header() -> impl Strategy<Value = (HeaderName, HeaderValue)> {
    let name = prop_oneof![
        "x-[a-c]",
        "x-t-[a-z0-9-]{1,8}",
        "content-type",
        "accept",
        "y-[a-c]"
    ];
    let value = prop_oneof![
        "[ \t!-~]{0,30}".prop_map(String::into_bytes),
        "[ -~äß\u{4e2d}]{0,10}".prop_map(String::into_bytes),
        proptest::collection::vec(prop_oneof![0x20..0x7f_u8, 0x80..=0xff_u8], 0..20),
    ];
    (name, value).prop_map(|(name, value)| {
        let value = HeaderValue::from_bytes(&value).unwrap();
        (name.parse().unwrap(), value)
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        // A case that failed belongs into a test of its own, with a name.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_signed_is_accepted(
        method in method(),
        target in target(),
        headers in proptest::collection::vec(header(), 0..6),
        body in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..100)),
        signer in signer(),
    ) {
        static WIRE: LazyLock<Wire> = LazyLock::new(Wire::new);
        let mut request = WIRE.request(method, &target);
        for (name, value) in headers {
            request.headers_mut().append(name, value);
        }
        *request.body_mut() = body.map(Into::into);
        let verdict = judge(&WIRE, request, &signer);
        prop_assert_eq!(verdict, Ok(()));
    }
}

#[test]
fn a_header_that_is_sent_more_than_once_is_signed_with_each_value() {
    let wire = Wire::new();
    let mut request = wire.request(Method::GET, "/");
    for value in ["b", " a ", "a"] {
        let headers = request.headers_mut();
        headers.append("x-many", HeaderValue::from_static(value));
        headers.append(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    }
    assert_eq!(judge(&wire, request, &Signer::plain()), Ok(()));
}

#[test]
fn a_header_that_is_no_text_is_signed_as_it_is_sent() {
    let wire = Wire::new();
    let mut request = wire.request(Method::GET, "/");
    let value = HeaderValue::from_bytes(b"\xff\xc3\xa9").unwrap();
    request.headers_mut().insert("x-bytes", value);
    assert_eq!(judge(&wire, request, &Signer::plain()), Ok(()));
}

#[test]
fn a_path_is_decoded_as_a_whole_and_byte_by_byte() {
    let wire = Wire::new();
    for target in [
        "/a%2Fb",
        "/a%2fb/%ff%C3",
        "/%c3%a9?%ff=%2f",
        "/?b&a=2&a=1&=&a",
    ] {
        let request = wire.request(Method::GET, target);
        assert_eq!(judge(&wire, request, &Signer::plain()), Ok(()), "{target}");
    }
}

#[test]
fn a_host_of_ones_own_is_signed_as_it_is_sent() {
    let wire = Wire::new();
    let mut request = wire.request(Method::GET, "/");
    let host = HeaderValue::from_static("sms.example.com");
    request.headers_mut().insert(HOST, host);
    assert_eq!(judge(&wire, request, &Signer::plain()), Ok(()));
}

#[test]
fn one_proof_takes_the_place_of_another() {
    let token = || Authorization::from(huaweicloud_sms::Token::new("a-user-token").unwrap());
    let permanent = || Signer::plain().authorization();
    let temporary = || {
        let security_token = Some("st".to_owned());
        let signer = Signer::plain();
        Signer {
            security_token,
            ..signer
        }
        .authorization()
    };
    for (first, then, proofs) in [
        (token(), permanent(), [false, true, false]),
        (temporary(), permanent(), [false, true, false]),
        (temporary(), token(), [true, false, false]),
        (permanent(), temporary(), [false, true, true]),
    ] {
        let mut request = Request::new(Method::GET, "http://127.0.0.1/".parse().unwrap());
        first.apply(&mut request).unwrap();
        then.apply(&mut request).unwrap();
        let names = ["x-auth-token", "authorization", "x-security-token"];
        let sent = names.map(|name| request.headers().contains_key(name));
        assert_eq!(sent, proofs, "{first:?}, then {then:?}");
    }
}

/// Replays a signed call byte by byte.
async fn replay(emulator: &Emulator, bytes: &[u8]) -> String {
    let address = emulator.url().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    // A change may make it a request that goes on.
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_change_of_any_bit_of_signature_date_or_body_is_refused() {
    let emulator = Emulator::builder().start().await.unwrap();
    let script = || vec![Step::Read, Step::Send(answer(200, "", ""))];
    let recorder = Scripted::play(move |_| script()).await;
    let source = sms(recorder.url(), keys(&emulator)).source("s1").unwrap();
    source.set_state(CopyState::Syncing).await.unwrap();
    let call = recorder.seen().requests().remove(0).raw;

    let (access, secret) = (emulator.access_key(), emulator.secret_key());
    assert_eq!(verify(&call, access, secret), Ok(()));
    let text = String::from_utf8(call.clone()).unwrap();
    let after = |mark: &str| text.find(mark).unwrap() + mark.len();
    let (signature, date, body) = (
        after("Signature="),
        after("x-sdk-date: "),
        after("\r\n\r\n"),
    );
    let places = (signature..signature + 64)
        .chain(date..date + "20250213T000000Z".len())
        .chain(body..call.len());
    for (at, bit) in places.flat_map(|at| (0..8).map(move |bit| (at, bit))) {
        let mut changed = call.clone();
        changed[at] ^= 1 << bit;
        let shown = String::from_utf8_lossy(&changed);
        assert!(verify(&changed, access, secret).is_err(), "{shown}");
        let answer = replay(&emulator, &changed).await;
        assert!(!answer.contains(" 200 "), "{answer}: {shown}");
        // A right one in between, so that no lock refuses what the signature should.
        let answer = replay(&emulator, &call).await;
        assert!(answer.contains(" 200 "), "{answer}");
    }
}
