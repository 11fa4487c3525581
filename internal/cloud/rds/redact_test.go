// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"strings"
	"testing"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
)

// TestRedact_leavesWords holds from which length on a value is taken for a secret, whatever it was sent as. A shorter
// one is a word, and the message that holds it means the word.
func TestRedact_leavesWords(t *testing.T) {
	t.Parallel()
	const message = "The token @ is refused."
	for value, secret := range map[string]bool{
		"": false, "a": false, "prod": false, "invalid": false, "expired": false, "1234567": false,
		"12345678": true, "LTAI0123456789ab": true, "a secret of more characters": true, strings.Repeat("token", 100): true,
	} {
		sent := requests.NewCommonRequest()
		sent.FormParams["OIDCToken"] = value
		for how, hide := range map[string]*secrets{
			"key id": Credentials{AccessKeyID: value}.secrets(), "secret": Credentials{AccessKeySecret: value}.secrets(),
			"token": Credentials{SecurityToken: value}.secrets(), "OIDC token": Credentials{}.secrets().with(sent),
		} {
			text := strings.ReplaceAll(message, "@", value)
			got, want := redact(text, hide), text
			if secret {
				want = strings.ReplaceAll(message, "@", hidden)
			}
			if got != want {
				t.Errorf("%s %q: %q, want %q", how, value, got, want)
			}
		}
	}
}

// A letter may have another size in lower case: the string to sign is still cut at the right place.
func TestRedact_cutsTheStringToSignBehindLettersThatChangeSize(t *testing.T) {
	t.Parallel()
	letters := strings.Repeat("Ⱥ", 40)
	if got := redact(letters+" String To Sign is POST&x", nil); got != letters+"." {
		t.Errorf("got %q, want the text up to the string to sign", got)
	}
}
