//! Every status there is, and some that there are not.

use contract_tests::scripted::{Step, answer, head};
use huaweicloud_sms::Kind;

use crate::row::{self, Row};

pub(crate) fn rows() -> Vec<Row> {
    let script = |status| vec![Step::Read, Step::Send(answer(status, "", ""))];
    let mut rows = Vec::new();
    // Those in the error table of the service are tried with every error body elsewhere.
    for status in [200, 201, 202, 203, 205, 206, 207, 208, 226, 299] {
        rows.push(Row::done(
            format!("status {status}"),
            status,
            script(status),
        ));
    }
    rows.push(Row::done(
        "status 204",
        204,
        vec![Step::Read, Step::send(head(204, "Connection: close\r\n"))],
    ));
    for status in [
        402, 405, 406, 407, 408, 409, 410, 412, 415, 418, 421, 422, 425, 431, 451, 499,
    ] {
        rows.push(Row::refused(
            format!("status {status}"),
            Kind::Refused,
            status,
            script(status),
        ));
    }
    for status in [501, 505, 507, 508, 511, 520, 599] {
        rows.push(Row::unknown(
            format!("status {status}"),
            Kind::Service,
            Some(status),
            script(status),
        ));
    }
    // 101 was not asked for, and nobody knows what the others mean.
    for status in [101, 600, 666, 999] {
        rows.push(Row::unknown(
            format!("status {status}"),
            Kind::AnswerLost,
            Some(status),
            script(status),
        ));
    }
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_status_says_what_the_table_of_outcomes_says() {
    row::run(rows()).await;
}
