//! A call may be dropped at any time: by a timeout around it, by `select!`, by a program that ends. Whatever it was
//! waiting for, the client stays usable, and no connection and no task is left behind.

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;
    use std::time::Duration;

    use contract_tests::calls::{self, AtOnce, Operation};
    use contract_tests::scripted::{Authority, Connection, Lifetime, Scripted};
    use huaweicloud_sms::Sms;
    use tokio::runtime::Handle;

    const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /// No call takes so many polls, so that one of them was let through to its end.
    const MANY: usize = 300;

    /// What the server does with the call that is dropped. Calls with another id are answered at once.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Course {
        /// Answers at once.
        Answer,
        /// Answers, the body byte by byte.
        Drip,
        /// Says that it is busy, and answers when it is called again.
        Retry,
        /// Says that it is busy for longer than anyone waits here.
        Wait,
        /// Never answers.
        Silence,
    }

    async fn serve(mut connection: Connection, course: Course) {
        let mut busy = true;
        while let Ok(request) = connection.read().await {
            let victim = request.id().starts_with("victim");
            let answered = match course {
                Course::Drip if victim => {
                    let _ = connection
                        .send(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n")
                        .await;
                    connection
                        .drip(&[b'x'; 20], Duration::from_micros(10))
                        .await
                }
                Course::Retry if victim && busy => {
                    busy = false;
                    connection
                        .send(b"HTTP/1.1 429 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n")
                        .await
                }
                Course::Wait if victim => {
                    connection
                        .send(b"HTTP/1.1 429 Busy\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n")
                        .await
                }
                Course::Silence if victim => connection.hold().await,
                _ => connection.send(OK).await,
            };
            if answered.is_err() {
                return;
            }
        }
    }

    /// A server, a client for it, and how many tasks there were before the client.
    struct Scene {
        server: Scripted,
        sms: Sms,
        tasks: usize,
    }

    impl Scene {
        async fn plain(course: Course) -> Self {
            let server = Scripted::serve(move |connection| serve(connection, course)).await;
            Self::new(server, None)
        }

        async fn tls(course: Course) -> Self {
            let authority = Authority::new();
            let identity = authority.issue("127.0.0.1", Lifetime::Now);
            let server =
                Scripted::serve_behind_tls(&identity, move |connection| serve(connection, course))
                    .await;
            Self::new(server, Some(authority.pem()))
        }

        fn new(server: Scripted, authority: Option<String>) -> Self {
            let tasks = Handle::current().metrics().num_alive_tasks();
            let mut builder = calls::builder(&server.url()).retry(AtOnce(3));
            if let Some(pem) = authority {
                builder = builder.root_certificates(pem);
            }
            let sms = builder.build().unwrap();
            Self { server, sms, tasks }
        }

        /// The client is as good as before.
        async fn check(&self, operation: Operation, what: &str) {
            let seen = self.server.seen();
            // One may be kept for the next call.
            assert!(seen.until_open(1).await, "{what}: connections are left");
            let next = operation.call(&self.sms, "next").await;
            assert!(next.is_ok(), "{what}: {next:?}");
        }

        /// Nothing is left once the client is gone.
        async fn end(self, what: &str) {
            let Self { server, sms, tasks } = self;
            drop(sms);
            assert!(
                server.seen().until_open(0).await,
                "{what}: connections are left"
            );
            let gone = async {
                while Handle::current().metrics().num_alive_tasks() > tasks {
                    tokio::task::yield_now().await;
                }
            };
            let gone = tokio::time::timeout(Duration::from_secs(10), gone).await;
            assert!(gone.is_ok(), "{what}: tasks are left");
        }
    }

    /// Polls a future so many times, and drops it if it is not ready by then.
    async fn polled<F: Future>(future: F, times: usize) -> Option<F::Output> {
        let mut future = Box::pin(future);
        let mut left = times;
        poll_fn(move |cx| {
            if left == 0 {
                return Poll::Ready(None);
            }
            left -= 1;
            match future.as_mut().poll(cx) {
                Poll::Ready(output) => Poll::Ready(Some(output)),
                Poll::Pending if left == 0 => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }

    /// Drops a call after each number of polls, on a new client each time and again on one that has a connection.
    /// Returns how many it takes to get to its end.
    async fn drop_after_every_poll(course: Course, tls: bool, operation: Operation) -> usize {
        for times in 0..MANY {
            let scene = match tls {
                false => Scene::plain(course).await,
                true => Scene::tls(course).await,
            };
            let what = format!("{course:?}, {operation:?}, tls {tls}, {times} polls");
            let mut ended = true;
            for victim in ["victim-1", "victim-2"] {
                let call = operation.call(&scene.sms, victim);
                ended &= polled(call, times).await.is_some_and(|it| it.is_ok());
                scene.check(operation, &what).await;
            }
            scene.end(&what).await;
            if ended {
                return times;
            }
        }
        MANY
    }

    async fn drop_everywhere(course: Course, tls: bool) {
        for operation in Operation::BOTH {
            let polls = drop_after_every_poll(course, tls, operation).await;
            assert!(
                (3..MANY).contains(&polls),
                "{course:?}, {operation:?}: {polls} polls"
            );
        }
    }

    #[tokio::test]
    async fn a_call_can_be_dropped_at_any_poll() {
        drop_everywhere(Course::Answer, false).await;
    }

    #[tokio::test]
    async fn a_call_can_be_dropped_at_any_poll_of_a_slow_answer() {
        drop_everywhere(Course::Drip, false).await;
    }

    #[tokio::test]
    async fn a_call_can_be_dropped_at_any_poll_of_its_attempts() {
        drop_everywhere(Course::Retry, false).await;
    }

    #[tokio::test]
    async fn a_call_can_be_dropped_at_any_poll_of_its_handshake() {
        drop_everywhere(Course::Answer, true).await;
    }

    #[tokio::test]
    async fn a_call_can_be_dropped_at_any_time() {
        for course in [
            Course::Answer,
            Course::Drip,
            Course::Retry,
            Course::Wait,
            Course::Silence,
        ] {
            let scene = Scene::plain(course).await;
            for operation in Operation::BOTH {
                for time in 0..15 {
                    let what = format!("{course:?}, {operation:?}, {time} ms");
                    tokio::select! {
                        biased;
                        _ = operation.call(&scene.sms, "victim") => {}
                        () = tokio::time::sleep(Duration::from_millis(time)) => {}
                    }
                    scene.check(operation, &what).await;
                }
            }
            scene.end(&format!("{course:?}")).await;
        }
    }

    #[tokio::test]
    async fn a_dropped_action_arrives_once_at_most() {
        let scene = Scene::plain(Course::Silence).await;
        let mut arrived = 0;
        for time in 0..15 {
            let id = format!("victim-{time}");
            let call = Operation::Start.call(&scene.sms, &id);
            let _ = tokio::time::timeout(Duration::from_millis(time), call).await;
            scene.check(Operation::Start, &id).await;
            let requests = scene.server.seen().requests();
            let times = requests.iter().filter(|it| it.id() == id).count();
            assert!(times <= 1, "{id} arrived {times} times");
            arrived += times;
        }
        assert!(arrived > 0, "every action was dropped before it was sent");
    }
}
