//! Servers that cannot prove who they are, and TLS that breaks.

use contract_tests::scripted::{Authority, Identity, Lifetime, Script, Step, answer, head};
use huaweicloud_sms::Kind;

use crate::row::{self, Place, Row};

pub(crate) fn rows() -> Vec<Row> {
    let authority = Authority::new();
    let pem = authority.pem();
    let good = authority.issue("127.0.0.1", Lifetime::Now);
    let trusting = |identity: &Identity| Place::Tls(identity.clone(), Some(pem.clone()));
    let answering: Script = vec![Step::Read, Step::Send(answer(200, "", ""))];
    let unproven = |name, place| {
        Row::not_sent(name, Kind::Connection, answering.clone())
            .at(place)
            .requests(0)
    };
    vec![
        unproven(
            "a certificate that vouches for itself",
            Place::Tls(Identity::self_signed("127.0.0.1"), None),
        ),
        unproven(
            "an authority that nobody trusts",
            Place::Tls(good.clone(), None),
        ),
        unproven(
            "a certificate of another authority",
            Place::Tls(good.clone(), Some(Authority::new().pem())),
        ),
        unproven(
            "a certificate for another host",
            trusting(&authority.issue("sms.invalid", Lifetime::Now)),
        ),
        unproven(
            "a certificate for another address",
            trusting(&authority.issue("127.0.0.2", Lifetime::Now)),
        ),
        unproven(
            "a certificate that is over",
            trusting(&authority.issue("127.0.0.1", Lifetime::Over)),
        ),
        unproven(
            "a certificate that is not valid yet",
            trusting(&authority.issue("127.0.0.1", Lifetime::Ahead)),
        ),
        Row::not_sent(
            "plain text behind https",
            Kind::Connection,
            vec![Step::ReadSome, Step::Send(answer(200, "", ""))],
        )
        .at(Place::PlainBehindHttps),
        Row::not_sent("closed within the handshake", Kind::Connection, vec![])
            .at(Place::PlainBehindHttps),
        Row::not_sent(
            "reset within the handshake",
            Kind::Connection,
            vec![Step::ReadSome, Step::Reset],
        )
        .at(Place::PlainBehindHttps),
        Row::not_sent(
            "a handshake that stalls",
            Kind::Timeout,
            vec![Step::ReadSome, Step::Hold],
        )
        .at(Place::PlainBehindHttps)
        .impatient(),
        Row::done("an authority that is trusted", 200, answering.clone()).at(trusting(&good)),
        Row::unknown(
            "closed after the request",
            Kind::AnswerLost,
            None,
            vec![Step::Read],
        )
        .at(trusting(&good)),
        Row::done(
            "a body that ends with the farewell of TLS",
            200,
            vec![Step::Read, Step::send(head(200, "")), Step::send("whole")],
        )
        .at(trusting(&good)),
        // Whoever can cut the connection could shorten such a body at will.
        Row::unknown(
            "a body that ends without the farewell of TLS",
            Kind::AnswerLost,
            Some(200),
            vec![
                Step::Read,
                Step::send(head(200, "")),
                Step::send("half"),
                Step::Cut,
            ],
        )
        .at(trusting(&good)),
        Row::done(
            "a whole answer and then no farewell of TLS",
            200,
            vec![Step::Read, Step::Send(answer(200, "", "whole")), Step::Cut],
        )
        .at(trusting(&good)),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_to_a_server_that_cannot_prove_who_it_is() {
    row::run(rows()).await;
}
