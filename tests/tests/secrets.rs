//! Nothing that a program may print holds a secret: no `Debug`, no `Display`, no error with all its sources, no preview,
//! no log line of this SDK or of the libraries below it.

#[cfg(test)]
mod tests {
    use std::error::Error as StdError;
    use std::fmt::Debug;
    use std::io;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use contract_tests::calls::{AtOnce, Operation};
    use contract_tests::scripted::{
        Authority, ClosedPort, Identity, Lifetime, Script, Scripted, Step, answer, head,
    };
    use huaweicloud_sms::{Credentials, Sms, SmsBuilder, Token};
    use tracing_subscriber::fmt::MakeWriter;
    use tracing_subscriber::fmt::format::FmtSpan;

    /// The token.
    const CANARY: &str = "canary-yellow";

    /// The password of the proxy, and how the proxy is told it: `user:canary-red` in Base64.
    const PROXY_CANARY: &str = "canary-red";
    const PROXY_CANARY_SENT: &str = "dXNlcjpjYW5hcnktcmVk";

    /// Planted where secrets are looked for, to see that one would be found.
    const CONTROL: &str = "canary-green";

    /// Everything that was printed.
    #[derive(Clone, Default)]
    struct Printed(Arc<Mutex<Vec<u8>>>);

    impl Printed {
        fn add(&self, what: impl AsRef<[u8]>) {
            let mut printed = self.0.lock().unwrap();
            printed.extend_from_slice(what.as_ref());
            printed.push(b'\n');
        }

        fn debug(&self, what: &impl Debug) {
            self.add(format!("{what:?}\n{what:#?}"));
        }

        /// An error with everything underneath.
        fn error(&self, error: &(dyn StdError + 'static)) {
            let mut next = Some(error);
            while let Some(error) = next {
                self.add(format!("{error}\n{error:?}\n{error:#?}"));
                next = error.source();
            }
        }

        fn lines_with(&self, text: &str) -> Vec<String> {
            String::from_utf8_lossy(&self.0.lock().unwrap())
                .lines()
                .filter(|line| line.contains(text))
                .map(str::to_owned)
                .collect()
        }
    }

    impl io::Write for Printed {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Printed {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    /// Has all lines of `tracing` and `log` written down, those of every library included.
    fn listen(printed: &Printed) {
        tracing_log::LogTracer::init().unwrap();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(printed.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
    }

    fn builder(url: &str) -> SmsBuilder {
        Sms::builder()
            .endpoint(url)
            .credentials(Token::new(CANARY).unwrap())
            .allow_plain_http(true)
            .attempt_timeout(Duration::from_millis(500))
            .retry(AtOnce(1))
    }

    /// Builds a client, makes both calls, and prints whatever can be printed on the way.
    async fn call(printed: &Printed, builder: SmsBuilder) {
        printed.debug(&builder);
        let sms = match builder.build() {
            Ok(sms) => sms,
            Err(error) => return printed.error(&error),
        };
        printed.debug(&sms);
        printed.debug(&sms.task("t1").unwrap());
        printed.debug(&sms.source("s1").unwrap());
        for operation in Operation::BOTH {
            match operation.call(&sms, "t1").await {
                Ok(receipt) => printed.debug(&receipt),
                Err(error) => printed.error(&error),
            }
        }
    }

    /// A sample of what can go wrong, so that every kind of error is printed.
    fn scripts() -> Vec<Script> {
        let answers = [
            answer(200, "", ""),
            answer(307, "Location: https://elsewhere.invalid/\r\n", ""),
            answer(
                401,
                "",
                r#"{"error_code":"APIGW.0301","error_msg":"decrypt token fail"}"#,
            ),
            answer(403, "", r#"{"error_code":"SMS.9004","details":[{}]}"#),
            answer(404, "", "<html>"),
            answer(429, "Retry-After: 0\r\n", ""),
            answer(503, "", "no backend"),
            "SSH-2.0-OpenSSH_9.9\r\n".into(),
            head(200, "Content-Length: 9\r\n").into(),
            answer(200, "", vec![b'x'; (1 << 20) + 1]),
        ];
        let mut scripts: Vec<Script> = answers
            .into_iter()
            .map(|answer| vec![Step::Read, Step::Send(answer)])
            .collect();
        scripts.push(vec![Step::Read, Step::Reset]);
        scripts.push(vec![Step::Read, Step::Hold]);
        scripts
    }

    async fn over_plain_http(printed: &Printed) {
        for script in scripts() {
            let server = Scripted::play(move |_| script.clone()).await;
            call(printed, builder(&server.url())).await;
            // The secret was there to be told.
            for request in server.seen().requests() {
                let request = String::from_utf8_lossy(&request.raw).into_owned();
                assert!(request.contains(CANARY), "{request}");
            }
            assert!(server.seen().count() > 0);
        }
        let closed = ClosedPort::take();
        call(printed, builder(&format!("http://{}", closed.address()))).await;
        let no_host = format!("https://{}.invalid", "x".repeat(64));
        call(printed, builder(&no_host)).await;
    }

    async fn over_tls(printed: &Printed) {
        let authority = Authority::new();
        let script = || vec![Step::Read, Step::Send(answer(200, "", ""))];
        let good = authority.issue("127.0.0.1", Lifetime::Now);
        let server = Scripted::play_behind_tls(&good, move |_| script()).await;
        let trusting = builder(&server.url()).root_certificates(authority.pem());
        call(printed, trusting).await;
        assert_eq!(server.seen().count(), 2);

        let bad = Identity::self_signed("127.0.0.1");
        let server = Scripted::play_behind_tls(&bad, move |_| script()).await;
        call(printed, builder(&server.url())).await;
    }

    async fn through_a_proxy(printed: &Printed) {
        let mut told = 0;
        for (endpoint, status) in [
            ("http://sms.invalid", 200),
            ("http://sms.invalid", 407),
            ("https://sms.invalid", 200),
            ("https://sms.invalid", 407),
        ] {
            let script = move || vec![Step::Read, Step::Send(answer(status, "", ""))];
            let proxy = Scripted::play(move |_| script()).await;
            let url = format!("http://user:{PROXY_CANARY}@127.0.0.1:{}", proxy.port());
            call(printed, builder(endpoint).proxy(url)).await;
            for request in proxy.seen().requests() {
                let request = String::from_utf8_lossy(&request.raw).into_owned();
                told += usize::from(request.contains(PROXY_CANARY_SENT));
            }
        }
        assert!(told >= 4, "the proxy was told its password {told} times");
        for refused in [
            format!("http://user:{PROXY_CANARY}@"),
            format!("ftp://user:{PROXY_CANARY}@h"),
            format!("http://user:{PROXY_CANARY}@h:port"),
        ] {
            call(printed, builder("https://sms.invalid").proxy(refused)).await;
        }
    }

    async fn rehearsed(printed: &Printed) {
        let previews = Printed::default();
        let show = previews.clone();
        let rehearsal = builder("https://sms.invalid").rehearse(move |preview| {
            show.debug(&preview);
        });
        call(printed, rehearsal).await;
        assert!(!previews.lines_with("/v3/tasks/t1/action").is_empty());
        printed.add(&*previews.0.lock().unwrap());
    }

    async fn never_sent(printed: &Printed) {
        printed.debug(&Token::new(CANARY).unwrap());
        printed.debug(&Credentials::from(Token::new(CANARY).unwrap()));
        for token in [
            format!("{CANARY} "),
            format!("{CANARY}\n"),
            CANARY.repeat(2_000),
        ] {
            printed.error(&Token::new(token).unwrap_err());
        }
        for endpoint in [
            format!("https://user:{CANARY}@host"),
            format!("https://host/?token={CANARY}"),
            format!("https://host/#{CANARY}"),
            format!("{CANARY}://host"),
        ] {
            call(printed, builder(&endpoint)).await;
        }
    }

    #[tokio::test]
    async fn no_secret_is_ever_printed() {
        let printed = Printed::default();
        listen(&printed);
        over_plain_http(&printed).await;
        over_tls(&printed).await;
        through_a_proxy(&printed).await;
        rehearsed(&printed).await;
        never_sent(&printed).await;
        tracing::trace!("a secret such as {CONTROL}");
        log::trace!("a secret such as {CONTROL}");

        assert_eq!(printed.lines_with(CONTROL).len(), 2, "logs are not heard");
        for heard in [
            "sms.call",
            "sms.attempt",
            // The names that OpenTelemetry gives to what an HTTP client does.
            "otel.name",
            "http.request.method",
            "http.request.resend_count",
            "http.response.status_code",
            "http.response.header.x-request-id",
            "url.full",
            "url.template",
            "server.address",
            "server.port",
            "error.type",
            "sending again",
            "reqwest::connect",
            "hyper_util::",
            "rustls::",
            "SmsBuilder",
            "Report {",
            "[redacted]",
        ] {
            assert!(
                !printed.lines_with(heard).is_empty(),
                "nothing was heard of {heard}"
            );
        }
        for secret in [CANARY, PROXY_CANARY, PROXY_CANARY_SENT] {
            let lines = printed.lines_with(secret);
            assert!(lines.is_empty(), "{secret} was printed: {lines:#?}");
        }
    }
}
