//! What every generated call passes through.

use http::HeaderName;
use http::header::{HeaderValue, USER_AGENT};
use progenitor_client::{ClientHooks, OperationInfo};
use reqwest::{Request, Response};

use crate::answer::{self, Interrupted};
use crate::generated::{Client, Error, operations};
use crate::path;
use crate::{Preview, Session};

/// The generator adds it to every request. The service does not know it.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// Lets the vendor's support tell our calls from others'.
const US: HeaderValue =
    HeaderValue::from_static(concat!("huaweicloud-sms-rust/", env!("CARGO_PKG_VERSION")));

impl ClientHooks<Session> for Client {
    async fn pre<E>(&self, request: &mut Request, info: &OperationInfo) -> Result<(), Error<E>> {
        request.headers_mut().remove(API_VERSION);
        request.headers_mut().insert(USER_AGENT, US);

        let operation = operations::ALL
            .iter()
            .find(|operation| operation.hook_id == info.operation_id);
        if !operation.is_some_and(|it| path::addresses(request.url(), &self.baseurl, it)) {
            return Err(Error::InvalidRequest(
                "the id would make the request address another resource; use the id that the service shows".to_owned(),
            ));
        }

        self.inner
            .authorization
            .apply(request)
            .map_err(|error| Error::InvalidRequest(error.to_string()))?;
        if let Some(show) = &self.inner.rehearsal {
            show(Preview::of(request));
            return Err(Error::Custom(
                "this is a rehearsal, so nothing was sent".to_owned(),
            ));
        }
        if let Some(timeout) = self.inner.timeout {
            *request.timeout_mut() = Some(timeout);
        }
        self.inner.progress.watch(request);
        Ok(())
    }

    async fn exec(&self, request: Request, _: &OperationInfo) -> reqwest::Result<Response> {
        let response = self.client.execute(request).await?;
        Ok(answer::read(response, &self.inner.authorization).await)
    }

    /// Generated code takes a success without a body for done before it looked at the answer. So an answer that did
    /// not arrive whole is turned into an error here.
    async fn post<E>(
        &self,
        result: &reqwest::Result<Response>,
        _: &OperationInfo,
    ) -> Result<(), Error<E>> {
        match result {
            Ok(response) if response.extensions().get::<Interrupted>().is_some() => {
                Err(Error::UnexpectedResponse(answer::without_body(response)))
            }
            _ => Ok(()),
        }
    }
}
