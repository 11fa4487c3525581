// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/secrets"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// The secrets of these tests. They look like nothing that belongs anywhere, and some hold what has to be escaped
// somewhere.
const (
	canaryKeyID      = "CNRYkid7Qv2mXc9ZbN4h"
	canaryKeySecret  = "Zk/8+v=T&q<R%w:Pd3Ym@Lf6"
	canaryTokenKeyID = "CNRYtid5Wr8nJx3KsP6e"
	canaryTokenKey   = "Hy2/U+b=E&m<A%s:Vg7Cx@Nt"
	canaryToken      = "Qj4+Rk/Bz9=&Md<Wp%6:Xn@Gs0-Fh5Lc1Tv8Yq"
	canaryRoleKeyID  = "CNRYrid1Bf6tGy4DvH8u"
	canaryRoleKey    = "Oa9/I+c=S&k<J%n:Rw5Ez@Up"
	canaryRoleToken  = "Tg3+Xa/Lw7=&Ke<Vo%2:Bi@Dm8-Js6Ur0Pf4Nh"
	canaryExternalID = "Ux6=Ye,Cz.2@Fo:Am/9-Gk4Wb"
	canaryPolicyWord = "pLc8Vd3Nq6Rz1Jt5Mw9s"
	canaryOIDCToken  = "eHb2Kf7Pw4Yv.Ds9Gn1Cx6.Lj3+Mu/8Rt5=Az&0"
	canaryUser       = "uSr5Tb8Xe2Kq"
	canaryPassword   = "pWd/9+Jm=4&Zg%7cVf"
	canaryURIPath    = "pTh3Nw6Hs9Lb"
	canaryURIQuery   = "qRy7Dk2Gv5Me"
	canaryMetadata   = "mTk6Cp1Fx4Zs8Bn=="
	canaryLink       = "lSg4Ja9Qe/6+Ht2Kw="
	canaryLinkKey    = "lKy8Ou3Ip5Sn"
	canaryNote       = "nOt2Gz7Xj4Vb" // stands beside keys in files and answers

	canaryPolicy = `{"Version":"1","Statement":[{"Effect":"Allow","Action":"rds:*","Resource":"acs:rds:*:*:dbinstance/` +
		canaryPolicyWord + `"}]}`
)

// canaries returns a book of all of them, which more can be added to.
func canaries() *secrets.Book { return canaryBook().Clone() }

var canaryBook = sync.OnceValue(func() *secrets.Book {
	book := secrets.NewBook(map[string]string{
		"key id":                       canaryKeyID,
		"secret":                       canaryKeySecret,
		"key id of a token":            canaryTokenKeyID,
		"secret of a token":            canaryTokenKey,
		"token":                        canaryToken,
		"key id of a role":             canaryRoleKeyID,
		"secret of a role":             canaryRoleKey,
		"token of a role":              canaryRoleToken,
		"external id":                  canaryExternalID,
		"policy":                       canaryPolicyWord,
		"OIDC token":                   canaryOIDCToken,
		"user name":                    canaryUser,
		"password":                     canaryPassword,
		"path of the credentials URI":  canaryURIPath,
		"query of the credentials URI": canaryURIQuery,
		"token of the metadata server": canaryMetadata,
		"content beside keys":          canaryNote,
	})
	book.Add("signature of a link", canaryLink)
	book.Add("key id of a link", canaryLinkKey)
	return book
})

// canaryRole demands the external id.
const canaryRole = "acs:ram::1234567890123456:role/canary"

// canarySeed is the default fleet with an account that knows the keys.
func canarySeed() fleet.Seed {
	seed := fleet.DefaultSeed()
	account := &seed.Accounts[0]
	user := "acs:ram::" + account.ID + ":user/canary"
	account.AccessKeys = append(account.AccessKeys,
		fleet.AccessKey{ID: canaryKeyID, Secret: canaryKeySecret, ARN: user},
		fleet.AccessKey{ID: canaryTokenKeyID, Secret: canaryTokenKey, SecurityToken: canaryToken, ARN: user},
		fleet.AccessKey{ID: canaryRoleKeyID, Secret: canaryRoleKey, SecurityToken: canaryRoleToken, ARN: user})
	account.Roles = append(account.Roles, "canary")
	account.RoleRules["canary"] = fleet.RoleRule{ExternalID: canaryExternalID}
	return seed
}

// tap stands between the provider and the emulator. It adds the signatures that it sees to the book, puts canaries into
// answers, and can make every refusal repeat whatever the provider sent.
type tap struct {
	server *emulator.Server
	book   *secrets.Book
	// hosts are answered by somebody else.
	hosts map[string]http.RoundTripper
	// repeats lets refusals repeat the request and more.
	repeats bool
	// arrived is called with each call.
	arrived atomic.Pointer[func()]
	// links counts the answers that held signed links. Without one, their absence elsewhere proves nothing.
	links atomic.Int64
}

func newTap(t *testing.T, options ...emulator.Option) *tap {
	t.Helper()
	options = append([]emulator.Option{emulator.WithSeed(canarySeed())}, options...)
	return &tap{server: emulator.StartInMemory(t, options...), book: canaries()}
}

// RoundTrip lets the emulator answer and then changes the answer.
func (p *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	if other, ok := p.hosts[r.URL.Host]; ok {
		return other.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	sent, err := transport.Params(r)
	if err != nil {
		return nil, err
	}
	p.book.Add("signature", sent.Get("Signature"))
	if tell := p.arrived.Load(); tell != nil {
		(*tell)()
	}
	response, err := p.server.Transport().RoundTrip(r)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(response.Body)
	changed := p.changed(sent, response, content)
	response.Body = &endingBody{content: bytes.NewReader(changed), end: err}
	response.ContentLength = -1
	response.Header.Del("Content-Length")
	return response, nil
}

// changed puts canaries into an answer.
func (p *tap) changed(sent url.Values, response *http.Response, content []byte) []byte {
	links := strings.NewReplacer(
		"emulated-link-signature",
		url.QueryEscape(canaryLink),
		"OSSAccessKeyId=emulator",
		"OSSAccessKeyId="+canaryLinkKey,
	)
	if with := []byte(links.Replace(string(content))); !bytes.Equal(with, content) {
		p.links.Add(1)
		content = with
	}
	if response.StatusCode >= http.StatusBadRequest {
		if p.repeats {
			return p.repeated(sent, content)
		}
		return content
	}
	var answer map[string]any
	if json.Unmarshal(content, &answer) != nil || answer["Credentials"] == nil {
		return content
	}
	if keys, ok := answer["Credentials"].(map[string]any); ok {
		keys["AccessKeyId"], keys["AccessKeySecret"], keys["SecurityToken"] = canaryRoleKeyID, canaryRoleKey, canaryRoleToken
	}
	answer["Note"] = canaryNote
	return encoded(answer)
}

// repeated is a refusal that repeats what was sent, in all spellings, wherever an answer has texts.
func (p *tap) repeated(sent url.Values, content []byte) []byte {
	said := []string{"<"}
	for _, name := range []string{"AccessKeyId", "SecurityToken", "Signature", "OIDCToken", "ExternalId", "Policy"} {
		value := sent.Get(name)
		if value == "" {
			continue
		}
		once := url.QueryEscape(value)
		said = append(
			said,
			"The parameter "+name+" is wrong: "+value+".",
			"("+once+")",
			"["+url.QueryEscape(once)+"]",
			secrets.JSON(value),
			base64.StdEncoding.EncodeToString([]byte(value)),
			"It begins with "+value[:min(len(value), 12)],
		)
	}
	said = append(said, ">")
	var answer map[string]any
	if json.Unmarshal(content, &answer) != nil {
		return append(content, strings.Join(said, " ")...)
	}
	message, _ := answer["Message"].(string)
	answer["Message"] = strings.Join(said, " ") + message
	answer["HostId"], answer["Recommend"] = strings.Join(said, " "), "https://next.api.example.com/?"+sent.Encode()
	return encoded(answer)
}

func encoded(answer any) []byte {
	content, err := json.Marshal(answer)
	if err != nil {
		panic(err) // It was read from JSON.
	}
	return content
}

// endingBody is a body that ends as the one that it stands for.
type endingBody struct {
	content *bytes.Reader
	end     error
}

func (b *endingBody) Read(into []byte) (int, error) {
	n, err := b.content.Read(into)
	if errors.Is(err, io.EOF) && b.end != nil {
		err = b.end
	}
	return n, err
}

func (b *endingBody) Close() error { return nil }

// ServeHTTP is RoundTrip for a process that is not this one.
func (p *tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.URL.Host = r.Host
	response, err := p.RoundTrip(r)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer func() { _ = response.Body.Close() }()
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	if _, err := io.Copy(w, response.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// serve makes the tap reachable for processes, and returns its URL.
func (p *tap) serve(t *testing.T) string {
	t.Helper()
	listener := httptest.NewServer(p)
	t.Cleanup(listener.Close)
	return listener.URL
}
