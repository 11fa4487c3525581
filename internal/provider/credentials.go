// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

// cliConfigFile is where the CLI keeps its profiles.
const cliConfigFile = "~/.aliyun/config.json"

// openCredentials turns the choice into a source, and returns the region of the profile in use. It reads files only: what
// needs the network, such as assuming a role, waits for the first call.
func openCredentials(settings Settings, env Environment) (source rds.CredentialsSource, region string, diags diag.Diagnostics) {
	choice := settings.Credentials
	if choice.Static {
		return rds.StaticCredentials(choice.Keys), "", nil
	}
	if choice.Disabled && !choice.named() {
		return nil, "", missingCredentials("ALIBABA_CLOUD_CLI_PROFILE_DISABLED switches the current profile of the CLI off")
	}
	name := choice.File
	if name == "" {
		name = cliConfigFile
	}
	expanded, err := expandHome(name, env)
	if err != nil {
		if !choice.named() {
			return nil, "", missingCredentials("there is no home folder to find " + cliConfigFile + " in")
		}
		return nil, "", profileProblem(choice, name, err)
	}
	file, err := readProfileFile(expanded)
	if err != nil {
		return nil, "", profileProblem(choice, name, err)
	}
	selected, err := file.find(choice.Profile)
	if err != nil {
		return nil, "", profileProblem(choice, name, err)
	}
	source, err = newProfileSource(file, selected, settings, env)
	if err != nil {
		return nil, "", profileProblem(choice, name, fmt.Errorf("the profile %q of mode %s cannot be used: %w", selected.Name, selected.Mode, err))
	}
	return source, selected.RegionID, nil
}

// profileProblem words why a profile cannot be used. A last resort that is not there is "no credentials" and not a broken file.
func profileProblem(choice CredentialChoice, file string, err error) diag.Diagnostics {
	if !choice.named() && errors.Is(err, fs.ErrNotExist) {
		return missingCredentials("the file " + cliConfigFile + " does not exist")
	}
	at := path.Root("shared_credentials_file")
	chosen := "No other credentials are set, so the current profile of the Alibaba Cloud CLI is used."
	switch {
	case choice.ProfileOrigin != "" && choice.FileOrigin != "":
		at, chosen = path.Root("profile"), fmt.Sprintf("The %s and the %s choose it.", choice.ProfileOrigin, choice.FileOrigin)
	case choice.ProfileOrigin != "":
		at, chosen = path.Root("profile"), fmt.Sprintf("The %s chooses it.", choice.ProfileOrigin)
	case choice.FileOrigin != "":
		chosen = fmt.Sprintf("The %s chooses it.", choice.FileOrigin)
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Cannot use credentials profile",
		fmt.Sprintf("Credentials come from the file %s. %s\n\n%s.\n\nCorrect profile or shared_credentials_file, run \"aliyun configure\", or set access_key and secret_key.",
			file, chosen, capitalize(err.Error())))}
}

// missingCredentials is what a user without any credentials reads. It lists each way, in the order in which they are tried.
func missingCredentials(lastResort string) diag.Diagnostics {
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("access_key"), "Missing credentials",
		"No credentials were found. These places were tried in order:\n"+
			"  1. The provider block: access_key and secret_key, profile, shared_credentials_file.\n"+
			"  2. The environment:\n"+
			"       "+strings.Join(environmentNames("access_key"), ", ")+"\n"+
			"       with "+strings.Join(environmentNames("secret_key"), ", ")+",\n"+
			"       or "+strings.Join(environmentNames("profile"), ", ")+".\n"+
			"  3. The current profile of the Alibaba Cloud CLI: "+lastResort+".\n\n"+
			"Set access_key and secret_key, or the environment variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run \"aliyun configure\".")}
}

func capitalize(sentence string) string {
	if sentence == "" {
		return sentence
	}
	return strings.ToUpper(sentence[:1]) + sentence[1:]
}
