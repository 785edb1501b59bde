//! Calls through the generated client, recorded.
#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses a part of this"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a call that cannot be made ends the test, and there is nobody to hand an error to"
)]

pub(crate) mod calls;
pub(crate) mod sdk;

use contract_tests::loopback::{Answer, Loopback};
use contract_tests::wire::{End, Exchange, Request};
use huaweicloud_auth::{Address, Authorization, Token};
use huaweicloud_sms_api::types::{
    ApiError, SourceId, TaskId, UpdateCopyStateRequest, UpdateTaskStatusRequest,
};
use huaweicloud_sms_api::{
    Client, Error, REQUEST_ID, ResponseValue, Session, Transport, operations,
};
use serde_json::Value;

use calls::every_call;

/// A call to make.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The contract's `operationId`.
    pub(crate) operation: String,
    pub(crate) id: String,
    pub(crate) body: Value,
    pub(crate) token: String,
    pub(crate) door: Door,
    pub(crate) status: u16,
    pub(crate) answer: Answer,
}

/// The two ways through the generated client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    Typed,
    Raw,
}

/// Makes every call that the contract gives rise to, through both doors, and records what went over the wire.
pub(crate) async fn record(contract: &Value) -> Vec<Exchange> {
    let server = Loopback::start().await;
    let mut exchanges = Vec::new();
    for call in every_call(contract) {
        exchanges.push(make(&server, call).await);
    }
    exchanges
}

/// Makes a call and records it.
pub(crate) async fn make(server: &Loopback, call: Call) -> Exchange {
    let authorization = Authorization::from(Token::new(&call.token).unwrap());
    let client = Client::connect(
        &Transport::builder()
            .build(Address::parse(&server.url()).unwrap())
            .unwrap(),
        Session::new(authorization),
    );
    let (end, connections) = server.exchange(&call.answer, send(&client, &call)).await;
    Exchange {
        requests: connections
            .iter()
            .map(|bytes| Request::parse(bytes))
            .collect(),
        token: call.token,
        status: call.status,
        end,
    }
}

async fn send(client: &Client, call: &Call) -> End {
    let body = &call.body;
    match (call.operation.as_str(), call.door) {
        ("UpdateCopyState", Door::Typed) => {
            let id = SourceId::try_from(call.id.as_str()).unwrap();
            let body: UpdateCopyStateRequest = serde_json::from_value(body.clone()).unwrap();
            let answer = client.update_copy_state(&id, &body).await;
            end(answer, |text| Some(text.into()))
        }
        ("UpdateTaskStatus", Door::Typed) => {
            let id = TaskId::try_from(call.id.as_str()).unwrap();
            let body: UpdateTaskStatusRequest = serde_json::from_value(body.clone()).unwrap();
            end(client.update_task_status(&id, &body).await, |()| None)
        }
        (id, Door::Raw) => {
            let operation = operations::ALL.iter().find(|it| it.id == id).unwrap();
            let body = body.as_object().unwrap();
            end(client.send_json(operation, &call.id, body).await, |()| None)
        }
        (unknown, _) => panic!("the contract has {unknown}, and no call here makes it; add one"),
    }
}

fn end<T>(
    answer: Result<ResponseValue<T>, Error<ApiError>>,
    text: impl Fn(T) -> Option<String>,
) -> End {
    let request_id = |value: Option<&http::HeaderValue>| {
        value.map(|id| id.to_str().expect("the id that was told").to_owned())
    };
    match answer {
        Ok(value) => End::Success {
            status: value.status().as_u16(),
            request_id: request_id(value.headers().get(REQUEST_ID)),
            text: text(value.into_inner()),
        },
        Err(Error::ErrorResponse(value)) => End::Error {
            status: value.status().as_u16(),
            request_id: request_id(value.headers().get(REQUEST_ID)),
            code: value.error_code.clone(),
            message: value.error_msg.clone(),
        },
        Err(Error::UnexpectedResponse(response)) => End::Undocumented(response.status().as_u16()),
        Err(other) => End::Other(format!("{other:?}")),
    }
}
