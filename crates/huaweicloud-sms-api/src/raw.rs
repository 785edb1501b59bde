//! The door for bodies that the contract does not know.

use http::header::{ACCEPT, HeaderValue};
use progenitor_client::{ClientHooks, OperationInfo};
use serde_json::{Map, Value};

use crate::Operation;
use crate::generated::{Client, Error, ResponseValue};
use crate::path::encode_path;
use crate::types::ApiError;

impl Client {
    /// Sends any JSON object as the body of an operation. Everything else is as in the generated calls: the path, the
    /// hooks and what becomes of the answer.
    ///
    /// It is for values that another edition of the service has and the contract has not.
    ///
    /// # Errors
    ///
    /// The same as those of the generated calls.
    pub async fn send_json(
        &self,
        operation: &Operation,
        id: &str,
        body: &Map<String, Value>,
    ) -> Result<ResponseValue<()>, Error<ApiError>> {
        let url = format!("{}{}", self.baseurl, operation.path_of(&encode_path(id)));
        let mut request = self
            .client
            .request(operation.method.clone(), url)
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .json(body)
            .build()?;
        let info = OperationInfo {
            operation_id: operation.hook_id,
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;

        let response = result?;
        match response.status().as_u16() {
            200 => Ok(ResponseValue::empty(response)),
            400..=599 => Err(Error::ErrorResponse(
                ResponseValue::from_response(response).await?,
            )),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
