//! What holds for every id, every error body and every `Retry-After`, tried with whatever chance brings.
//!
//! `PROPTEST_CASES` sets how many cases each property is tried with: 256 unless set.

#[cfg(test)]
mod tests {
    use std::sync::{Arc, LazyLock, Mutex};
    use std::time::Duration;

    use bytes::Bytes;
    use contract_tests::calls::{self, AtOnce, Operation};
    use contract_tests::scripted::{Scripted, answer};
    use huaweicloud_auth::Address;
    use huaweicloud_sms::{Error, Kind, Outcome, Sms};
    use huaweicloud_sms_api::types::{self, TaskOperation, UpdateTaskStatusRequest};
    use huaweicloud_sms_api::{Client, Error as ApiError, Session, Transport, operations};
    use proptest::prelude::*;
    use tokio::runtime::Runtime;

    /// A server that answers with what it is told to, and clients for it, shared by all cases: making them takes far
    /// longer than a call.
    struct Scene {
        runtime: Runtime,
        server: Scripted,
        next: Arc<Mutex<Bytes>>,
        sms: Sms,
        generated: Client,
    }

    impl Scene {
        fn new() -> Self {
            let runtime = Runtime::new().unwrap();
            let next = Arc::new(Mutex::new(answer(200, "", "")));
            let server = runtime.block_on(Scripted::serve({
                let next = Arc::clone(&next);
                move |mut connection| {
                    let next = Arc::clone(&next);
                    async move {
                        if connection.read().await.is_ok() {
                            let answer = next.lock().unwrap().clone();
                            let _ = connection.send(&answer).await;
                            connection.close().await;
                        }
                    }
                }
            }));
            let sms = calls::builder(&server.url())
                .retry(AtOnce(0))
                .build()
                .unwrap();
            let token = huaweicloud_sms::Token::new("a-user-token").unwrap();
            let generated = Client::connect(
                &Transport::builder()
                    .build(Address::parse(&server.url()).unwrap())
                    .unwrap(),
                Session::new(token.into()),
            );
            Self {
                runtime,
                server,
                next,
                sms,
                generated,
            }
        }

        /// The error of a call that is answered with this.
        fn error(&self, sms: &Sms, operation: Operation, answer: Bytes) -> Error {
            *self.next.lock().unwrap() = answer;
            self.runtime
                .block_on(operation.call(sms, "t1"))
                .unwrap_err()
        }

        /// What the server has read since `before` requests.
        fn targets(&self, before: usize) -> Vec<String> {
            let requests = self.server.seen().requests();
            requests[before..].iter().map(|it| it.target()).collect()
        }
    }

    fn config() -> ProptestConfig {
        ProptestConfig {
            // A case that failed belongs into a test of its own, with a name.
            failure_persistence: None,
            ..ProptestConfig::default()
        }
    }

    /// Ids of all kinds, and of what parsers of URLs have ever treated in a special way.
    fn id() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "\\PC{0,300}",
            "[A-Za-z0-9._~-]{1,255}",
            "[./]{1,6}",
            "[.%2eE/\\\\]{1,12}",
            "[./\\\\%?#;:@&=+ \t\r\n\\x0025fFcC\u{ff0e}\u{2024}\u{2025}\u{ff0f}\u{2044}\u{202e}\u{feff}äa]{1,12}",
            "(\\.\\.|%2e|%252e|%2F|%5C|%00|a)(/|\\\\|%2f|;|\\?|#|\t)(\\.\\.|\\.|a)",
        ]
    }

    fn is_plain(id: &str) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        id.chars().all(plain) && (1..=255).contains(&id.len()) && id != "." && id != ".."
    }

    /// The bytes that a path segment stands for.
    fn decoded(segment: &str) -> Vec<u8> {
        let mut bytes = segment.bytes();
        let mut decoded = Vec::new();
        while let Some(byte) = bytes.next() {
            decoded.push(match byte {
                b'%' => {
                    let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                    u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                byte => byte,
            });
        }
        decoded
    }

    /// The segment between these two, if that is all that there is.
    fn only_segment<'a>(target: &'a str, before: &str, after: &str) -> Option<&'a str> {
        let segment = target.strip_prefix(before)?.strip_suffix(after)?;
        let whole = !segment.is_empty() && !segment.contains(['/', '\\', '?', '#']);
        whole.then_some(segment)
    }

    proptest! {
        #![proptest_config(config())]

        #[test]
        fn an_id_is_refused_here_or_is_one_segment_of_the_path(id in id()) {
            static SCENE: LazyLock<Scene> = LazyLock::new(Scene::new);
            let before = SCENE.server.seen().count();
            for (operation, target) in [
                (Operation::Start, format!("POST /v3/tasks/{id}/action")),
                (Operation::SetState, format!("PUT /v3/sources/{id}/changestate")),
            ] {
                let result = SCENE.runtime.block_on(operation.call(&SCENE.sms, &id));
                let targets = SCENE.targets(before);
                match result {
                    Ok(_) => prop_assert_eq!(targets.last(), Some(&target)),
                    Err(error) => {
                        prop_assert!(!is_plain(&id), "{} is refused: {}", id, error);
                        prop_assert_eq!(error.kind(), Kind::InvalidInput);
                        prop_assert_eq!(error.outcome(), Outcome::NotSent);
                        prop_assert_eq!(targets.len(), 0);
                        let text = error.to_string();
                        prop_assert!(text.contains("cannot be used: "), "{}", text);
                        prop_assert!(text.len() < 1_000 && !text.contains(char::is_control), "{}", text);
                    }
                }
            }
        }

        /// The generated client takes ids that the SDK refuses. Its hook refuses only what would change the path.
        #[test]
        fn the_generated_client_escapes_an_id_or_refuses_it(id in id()) {
            static SCENE: LazyLock<Scene> = LazyLock::new(Scene::new);
            let client = &SCENE.generated;
            let before = SCENE.server.seen().count();
            let checked = types::TaskId::try_from(id.as_str());
            prop_assert_eq!(checked.is_ok(), (1..=255).contains(&id.chars().count()));
            let Ok(checked) = checked else { return Ok(()) };

            let body = UpdateTaskStatusRequest {
                operation: TaskOperation::Start,
                param: Default::default(),
            };
            let typed = SCENE.runtime.block_on(client.update_task_status(&checked, &body));
            let operation = &operations::UPDATE_TASK_STATUS;
            let json = serde_json::Map::new();
            let untyped = SCENE.runtime.block_on(client.send_json(operation, &id, &json));

            let targets = SCENE.targets(before);
            match (typed, untyped) {
                (Ok(_), Ok(_)) => {
                    prop_assert_eq!(targets.len(), 2);
                    for target in &targets {
                        let segment = only_segment(target, "POST /v3/tasks/", "/action");
                        prop_assert!(segment.is_some(), "{:?} became {}", id, target);
                        prop_assert_eq!(decoded(segment.unwrap()), id.as_bytes());
                    }
                }
                (Err(ApiError::InvalidRequest(_)), Err(ApiError::InvalidRequest(_))) => {
                    // A parser of URLs takes these for steps in the path, however they are escaped.
                    prop_assert!([".", ".."].contains(&id.as_str()), "{:?} is refused", id);
                    prop_assert_eq!(targets.len(), 0);
                }
                other => prop_assert!(false, "{:?}: {:?}", id, other),
            }
        }

        #[test]
        fn an_error_body_never_changes_what_the_status_says(
            status in 400u16..600,
            body in prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..2_000),
                json().prop_map(|json| json.into_bytes()),
            ],
        ) {
            static SCENE: LazyLock<Scene> = LazyLock::new(Scene::new);
            for operation in Operation::BOTH {
                let error = SCENE.error(&SCENE.sms, operation, answer(status, "", &body));
                prop_assert_eq!(error.status(), Some(status));
                let (outcome, kind) = match status {
                    401 => (Outcome::Refused, Kind::Unauthenticated),
                    403 => (Outcome::Refused, Kind::Forbidden),
                    429 => (Outcome::Refused, Kind::Throttled),
                    400..=499 => (Outcome::Refused, Kind::Refused),
                    _ => (Outcome::Unknown, Kind::Service),
                };
                prop_assert_eq!((error.outcome(), error.kind()), (outcome, kind));
                let expected = format!("r-{status}");
                prop_assert_eq!(error.request_id(), Some(expected.as_str()));
                let text = error.to_string();
                prop_assert!(text.len() < 8_000 && !text.contains(char::is_control), "{}", text);
            }
        }

        #[test]
        fn any_retry_after_leaves_throttling_what_it_is(
            value in prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..40),
                "[0-9]{1,30}".prop_map(String::into_bytes),
                "[-+0-9.eExms ,]{1,8}".prop_map(String::into_bytes),
                "(Mon|Sun|Xxx), [0-9]{1,2} (Jan|Feb|Yyy) [0-9]{1,5} [0-9]{2}:[0-9]{2}:[0-9]{2} (GMT|PST|)"
                    .prop_map(String::into_bytes),
            ],
        ) {
            static SCENE: LazyLock<Scene> = LazyLock::new(Scene::new);
            static IMPATIENT: LazyLock<Sms> = LazyLock::new(|| {
                calls::builder(&SCENE.server.url())
                    .retry(AtOnce(1))
                    .timeout(Duration::from_millis(500))
                    .build()
                    .unwrap()
            });
            // A line break would end the header, which makes it a different test.
            prop_assume!(!value.contains(&b'\r') && !value.contains(&b'\n'));
            let header = [b"HTTP/1.1 429 Busy\r\nContent-Length: 0\r\nConnection: close\r\nRetry-After: ",
                value.as_slice(), b"\r\n\r\n"].concat();
            let http = value.iter().all(|byte| matches!(byte, b'\t' | 0x20..=0x7e | 0x80..));

            let error = SCENE.error(&IMPATIENT, Operation::Start, header.into());
            if http {
                prop_assert_eq!((error.kind(), error.outcome()), (Kind::Throttled, Outcome::Refused));
            } else {
                prop_assert_eq!((error.kind(), error.outcome()), (Kind::AnswerLost, Outcome::Unknown));
            }
            prop_assert!(error.attempts() <= 2 && error.elapsed() < Duration::from_secs(10));
        }
    }

    /// JSON with the names that error bodies use, in every place and with every type.
    fn json() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            any::<bool>().prop_map(|it| it.to_string()),
            any::<f64>().prop_map(|it| serde_json::json!(it).to_string()),
            any::<i64>().prop_map(|it| it.to_string()),
            Just("1e400".to_owned()),
            any::<String>().prop_map(|it| serde_json::json!(it).to_string()),
            Just(r#""\ud800""#.to_owned()),
        ];
        let name = prop_oneof![
            proptest::sample::select(vec![
                "error",
                "error_code",
                "error_msg",
                "errorCode",
                "errorMsg",
                "code",
                "message",
                "title",
                "error_param",
                "details",
                "encoded_authorization_message",
                "request_id",
            ])
            .prop_map(str::to_owned),
            any::<String>(),
        ];
        leaf.prop_recursive(4, 64, 8, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8)
                    .prop_map(|items| format!("[{}]", items.join(","))),
                proptest::collection::vec((name.clone(), inner), 0..8).prop_map(|fields| {
                    let fields: Vec<_> = fields
                        .into_iter()
                        .map(|(name, value)| format!("{}:{value}", serde_json::json!(name)))
                        .collect();
                    format!("{{{}}}", fields.join(","))
                }),
            ]
        })
    }
}
