"""Has the vendor's Python SDK drive the emulator, and its signer sign anew what smsctl sent.

Usage: vendor_sdk.py <path of smsctl>
"""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdksms.v3 import (
    PutCopyStateReq,
    SmsClient,
    UpdateCopyStateRequest,
    UpdateTaskStatusReq,
    UpdateTaskStatusRequest,
)

TASK = "7a9a9540-ff28-4869-b9e4-855fbe12e83b"
SOURCE = "dcdbe339-b02d-4578-95a1-9c9c547d0000"


def clean_environment(**more):
    """The environment without credentials and proxies of whoever runs this."""
    ours = ("HUAWEICLOUD_", "HW_", "SMS_")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(ours) and not name.upper().endswith("_PROXY")
    }
    return {**kept, **more}


def check(what, is_so):
    print(f"{'ok  ' if is_so else 'FAIL'} {what}")
    if not is_so:
        sys.exit(1)


def client(emulator, secret_key):
    credentials = BasicCredentials(emulator["access_key"], secret_key, emulator["project_id"])
    builder = SmsClient.new_builder().with_credentials(credentials)
    return builder.with_endpoint(emulator["url"]).build()


def start(sdk):
    body = UpdateTaskStatusReq(operation="start")
    return sdk.update_task_status(UpdateTaskStatusRequest(task_id=TASK, body=body))


def refused(call):
    try:
        call()
    except ClientRequestException as error:
        return (error.status_code, error.error_code)
    return None


def drive(emulator):
    """Calls the emulator through the vendor's SDK."""
    sdk = client(emulator, emulator["secret_key"])
    body = PutCopyStateReq(copystate="WAITING", migrationcycle="cutovered")
    answer = sdk.update_copy_state(UpdateCopyStateRequest(source_id=SOURCE, body=body))
    check("the emulator takes update_copy_state of the vendor's SDK", answer.status_code == 200)
    answer = start(sdk)
    check("the emulator takes update_task_status of the vendor's SDK", answer.status_code == 200)
    # It was let in, and what it asks for is looked at.
    check("a second start is refused for the state of the task", refused(lambda: start(sdk)) == (400, "SMS.1039"))
    wrong = client(emulator, "wrong")
    check("a wrong secret key is refused", refused(lambda: start(wrong)) == (401, "APIGW.0301"))


class Recorder(BaseHTTPRequestHandler):
    """Takes everything and keeps it."""

    def keep(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, dict(self.headers.items()), body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_PUT = keep

    def log_message(self, *_):
        pass


def signed_anew(request, access, secret):
    """The signature of the vendor's signer over the same headers, date included."""
    method, path, headers, body = request
    headers = {name.lower(): value for name, value in headers.items()}
    names = headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    request = SdkRequest(
        method=method,
        schema="http",
        host=headers["host"],
        resource_path=path,
        query_params=[],
        header_params={name: headers[name] for name in names},
        body=body,
    )
    Signer(BasicCredentials(access, secret)).sign(request)
    return request.header_params["Authorization"], headers["authorization"]


def compare(smsctl):
    """Has smsctl sign requests, and the vendor's signer the same ones."""
    recorder = HTTPServer(("127.0.0.1", 0), Recorder)
    recorder.seen = []
    threading.Thread(target=recorder.serve_forever, daemon=True).start()
    access, secret = "QTWAOYTTINDUT2QVKYUC", "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"
    keys = {"HUAWEICLOUD_SDK_AK": access, "HUAWEICLOUD_SDK_SK": secret}
    project = {"HUAWEICLOUD_SDK_PROJECT_ID": "0123456789abcdef0123456789abcdef"}
    temporary = {"HUAWEICLOUD_SDK_SECURITY_TOKEN": "a+security/token=="}
    endpoint = f"http://127.0.0.1:{recorder.server_port}"
    for args in [
        ["task", "start", TASK],
        ["task", "collect-log", TASK, "--bucket", "logs \u00e4\u4e2d"],
        ["source", "set-state", SOURCE, "--copystate", "SYNCING", "--migrationcycle", "syncing"],
        ["task", "start", "a~b_c.d-e"],
        ["task", "start", TASK, "--endpoint", endpoint + "/a%2Fb%20c/*(d)/%e4%b8%ad"],
    ]:
        for more in [{}, project, {**project, **temporary}]:
            environment = clean_environment(HUAWEICLOUD_SMS_ENDPOINT=endpoint, **keys, **more)
            subprocess.run([smsctl, *args], env=environment, check=True, stdout=subprocess.DEVNULL)
            theirs, ours = signed_anew(recorder.seen[-1], access, secret)
            what = " ".join(args).replace(endpoint, "")
            check(f"both sign alike, {len(more)} settings beside the keys: {what}", theirs == ours)
    check("every request was recorded once", len(recorder.seen) == 15)
    recorder.shutdown()


def main():
    smsctl = os.path.abspath(sys.argv[1])
    # The SDK itself reads them too.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
    process = subprocess.Popen([smsctl, "emulator"], env=clean_environment(), stdout=subprocess.PIPE)
    try:
        drive(json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait()
    compare(smsctl)


if __name__ == "__main__":
    main()
