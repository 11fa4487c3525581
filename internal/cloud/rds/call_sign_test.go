// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// signatureV1 computes the signature of a request by the documented recipe.
func signatureV1(method string, params url.Values, secret string) string {
	encode := func(value string) string { return strings.ReplaceAll(url.QueryEscape(value), "+", "%20") }
	var names []string
	for name := range params {
		if name != "Signature" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var pairs []string
	for _, name := range names {
		pairs = append(pairs, encode(name)+"="+encode(params.Get(name)))
	}
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(method + "&%2F&" + encode(strings.Join(pairs, "&"))))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func TestSignature_followsTheDocumentedRecipe(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply { return success("") })
	client, _ := newClient(t, api.URL)
	if _, err := client.RoleExists(t.Context(), "a name~with*specials+and ü"); err != nil {
		t.Fatal(err)
	}
	sent := api.last()
	if got, want := sent.params.Get("Signature"), signatureV1(sent.raw.Method, sent.params, canarySecret); got != want {
		t.Errorf("signature is %s, want %s", got, want)
	}
	if sent.params.Get("SecurityToken") != canaryToken || sent.params.Get("Version") != "2015-05-01" ||
		sent.params.Get("Format") != "JSON" {
		t.Errorf("sent %v", sent.params)
	}
}

// debugChild marks the process that TestDebugSwitch_printsNothingSecret starts.
const debugChild = "RDS_TEST_DEBUG_CHILD"

// The SDK prints signed URLs to standard output when DEBUG holds "sdk". It reads the variable when the process starts,
// so the test needs one of its own.
func TestDebugSwitch_printsNothingSecret(t *testing.T) {
	t.Parallel()
	if os.Getenv(debugChild) == "" {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDebugSwitch_printsNothingSecret$", "-test.v")
		child.Env = append(os.Environ(), debugChild+"=1", "DEBUG=sdk")
		output, err := child.CombinedOutput()
		if err != nil || !strings.Contains(string(output), "called 2 times") {
			t.Fatalf("child: %v\n%s", err, output)
		}
		assertClean(t, "output", string(output))
		return
	}
	api := newFakeAPI(t, failing(success(""), refusal(400, "SignatureDoesNotMatch")))
	client, _ := newClient(t, api.URL)
	_, _ = client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
	_, _ = client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
	t.Logf("called %d times", len(api.actions()))
}
