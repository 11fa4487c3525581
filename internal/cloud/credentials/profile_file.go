// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"gopkg.in/ini.v1"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

const (
	// maxProfileFile bounds a file of profiles, in bytes.
	maxProfileFile = 4 << 20
	// maxNames is how many profiles an error names.
	maxNames = 20
)

// iniType is a type of the ini file that the SDKs share.
type iniType struct{ name, mode string }

func iniTypes() []iniType {
	return []iniType{
		{"access_key", modeAK}, {"sts", modeStsToken}, {"ram_role_arn", modeRAMRoleArn}, {"ecs_ram_role", modeEcsRAMRole},
	}
}

// iniField returns what a field of the CLI is called in an ini file.
func iniField(name string) string {
	switch name {
	case "sts_token":
		return "security_token"
	case "ram_role_arn":
		return "role_arn"
	}
	return name
}

// profile is one profile of a credentials file. Only the fields of its mode count.
type profile struct {
	Name string `json:"name"`
	Mode string `json:"mode"`
	// INIType is the type in an ini file; empty for a JSON file.
	INIType           string `json:"-"`
	RegionID          string `json:"region_id"`
	AccessKeyID       string `json:"access_key_id"`
	AccessKeySecret   string `json:"access_key_secret"`
	SecurityToken     string `json:"sts_token"`
	KeysExpire        int64  `json:"sts_expiration"` // of a login, in seconds
	RoleARN           string `json:"ram_role_arn"`
	RoleSessionName   string `json:"ram_session_name"`
	DurationSeconds   int    `json:"expired_seconds"`
	Policy            string `json:"policy"`
	ExternalID        string `json:"external_id"`
	SourceProfile     string `json:"source_profile"`
	STSRegion         string `json:"sts_region"`
	EnableVPC         bool   `json:"enable_vpc"` // of the SDK
	STSEndpoint       string `json:"sts_endpoint"`
	EndpointType      string `json:"endpoint_type"`
	Endpoint          string `json:"endpoint"`
	RoleName          string `json:"ram_role_name"`
	OIDCTokenFile     string `json:"oidc_token_file"`
	OIDCProviderARN   string `json:"oidc_provider_arn"`
	SignInURL         string `json:"cloud_sso_sign_in_url"`
	SSOAccountID      string `json:"cloud_sso_account_id"`
	AccessConfig      string `json:"cloud_sso_access_config"`
	AccessToken       string `json:"access_token"`
	AccessTokenExpire int64  `json:"cloud_sso_access_token_expire"`
	OAuthSite         string `json:"oauth_site_type"`
	OAuthRefreshToken string `json:"oauth_refresh_token"`
	OAuthAccessToken  string `json:"oauth_access_token"`
	OAuthTokenExpire  int64  `json:"oauth_access_token_expire"`
	ProcessCommand    string `json:"process_command"`
	CredentialsURI    string `json:"credentials_uri"`
	// These tell a mode that is not supported.
	PrivateKey  string `json:"private_key"`
	KeyPairName string `json:"key_pair_name"`
	BearerToken string `json:"bearer_token"`
}

func (p profile) keys() rds.Credentials {
	return rds.Credentials{AccessKeyID: p.AccessKeyID, AccessKeySecret: p.AccessKeySecret, SecurityToken: p.SecurityToken}
}

// issuedKeys returns the keys that the CLI keeps for a login, if they are not due to be refreshed yet.
func (p profile) issuedKeys(now time.Time) (rds.TemporaryCredentials, bool) {
	keys := rds.TemporaryCredentials{Credentials: p.keys(), Expires: time.Unix(p.KeysExpire, 0)}
	whole := p.AccessKeyID != "" && p.AccessKeySecret != "" && p.SecurityToken != ""
	return keys, whole && keys.Expires.Sub(now) > refreshMargin
}

// profileFile is the content of a credentials file.
type profileFile struct {
	path     string
	current  string
	profiles []profile
}

// readProfileFile reads a credentials file, json or ini by content. Its errors never hold what the file says.
func readProfileFile(name string) (profileFile, error) {
	content, err := readBounded(name, maxProfileFile)
	if err != nil {
		return profileFile{}, err
	}
	content = contentOf(content)
	file := profileFile{path: name}
	switch {
	case bytes.HasPrefix(content, []byte("{")):
		err = file.parseJSON(content)
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		err = errors.New("the file is UTF-16, as some shells of Windows write; save it as UTF-8")
	default:
		err = file.parseINI(content)
	}
	if err == nil && len(file.profiles) == 0 {
		err = errors.New("the file holds no profile")
	}
	return file, err
}

// readBounded reads a file, which must not be larger than bound in bytes. The step names the file.
func readBounded(name string, bound int64) ([]byte, error) {
	file, err := os.Open(name) //nolint:gosec // the user chooses the file
	if err != nil {
		return nil, fileCause(err)
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, bound+1))
	switch {
	case err != nil:
		return nil, fileCause(err)
	case int64(len(content)) > bound:
		return nil, fmt.Errorf("it is larger than %d kB", bound>>10)
	}
	return content, nil
}

// contentOf leaves out what editors and shells put around the content: a byte order mark, and space.
func contentOf(file []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")))
}

func (f *profileFile) parseJSON(content []byte) error {
	var written struct {
		Current  string    `json:"current"`
		Profiles []profile `json:"profiles"`
	}
	if err := json.Unmarshal(content, &written); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return fmt.Errorf("the file is not valid JSON at byte %d", syntax.Offset)
		}
		var mismatch *json.UnmarshalTypeError
		if errors.As(err, &mismatch) {
			return fmt.Errorf("the field %s must hold %s", mismatch.Field, kindWords(mismatch.Type.Kind()))
		}
		return errors.New("the file is not the JSON of the Alibaba Cloud CLI")
	}
	f.current, f.profiles = written.Current, written.Profiles
	for i := range f.profiles {
		f.profiles[i].Mode = modeOf(f.profiles[i].Mode)
	}
	return nil
}

// kindWords names a kind of values as a user of JSON does.
func kindWords(kind reflect.Kind) string {
	switch kind {
	case reflect.String:
		return "a text in quotes"
	case reflect.Bool:
		return "true or false, without quotes"
	case reflect.Slice:
		return "a list"
	case reflect.Struct:
		return "an object"
	default:
		return "a whole number, without quotes"
	}
}

// parseINI reads an ini file. Its types map to the modes of the CLI.
func (f *profileFile) parseINI(content []byte) error {
	written, err := ini.Load(content)
	if err != nil {
		return errors.New("the file is neither JSON nor ini")
	}
	types := iniTypes()
	for _, section := range written.Sections() {
		kind := section.Key("type").String()
		switch {
		case kind == "" && section.Key("access_key_id").String() == "":
			continue // no profile
		case kind == "":
			kind = "(missing)" // refused when the profile is used
		}
		mode := "" // refused when the profile is used
		if i := slices.IndexFunc(types, func(t iniType) bool { return t.name == kind }); i >= 0 {
			mode = types[i].mode
		}
		f.profiles = append(f.profiles, profile{
			Name: section.Name(), Mode: mode, INIType: kind, RegionID: section.Key("region_id").String(),
			AccessKeyID: section.Key("access_key_id").String(), AccessKeySecret: section.Key("access_key_secret").String(),
			SecurityToken: section.Key("security_token").String(), RoleName: section.Key("role_name").String(),
			RoleARN: section.Key("role_arn").String(), RoleSessionName: section.Key("role_session_name").String(),
			Policy: section.Key("policy").String(),
		})
	}
	return nil
}

// find returns a profile by name; "" is the current one.
func (f *profileFile) find(name string) (profile, error) {
	if name == "" {
		name = f.current
	}
	if name == "" {
		name = "default"
	}
	names := make([]string, 0, len(f.profiles))
	for _, p := range f.profiles {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	if more := len(names) - maxNames; more > 0 {
		names = append(names[:maxNames], fmt.Sprintf("and %d more", more))
	}
	return profile{}, fmt.Errorf("the file has no profile %q; it has %s", name, strings.Join(names, ", "))
}

// errNoHome says that there is no home folder to look in.
var errNoHome = errors.New("there is no home folder")

// expandHome replaces a leading ~/ by the home folder.
func expandHome(name string, homeDir func() (string, error)) (string, error) {
	rest, ok := strings.CutPrefix(name, "~/")
	if !ok {
		return name, nil
	}
	if homeDir == nil {
		return "", errNoHome
	}
	home, err := homeDir()
	if err != nil {
		return "", fmt.Errorf("%w: %w", errNoHome, err)
	}
	return filepath.Join(home, rest), nil
}
