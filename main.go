// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-apsaradb is the plugin that Terraform and OpenTofu start.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/version"
)

func main() {
	forDebugger := flag.Bool("debug", false, "serve for a debugger: print TF_REATTACH_PROVIDERS and keep running")
	showVersion := flag.Bool("version", false, "print version and commit, and stop")
	flag.Parse()
	if *showVersion {
		_, _ = fmt.Fprintln(os.Stdout, version.Line("terraform-provider-apsaradb"))
		return
	}
	if os.Getenv("GOGC") == "" {
		// A plan starts the provider three times, mostly for some 10 MB of garbage that is not worth collecting ("make
		// bench").
		debug.SetGCPercent(400)
	}
	var options []tf6server.ServeOpt
	aliases, leave := provider.AmongAliases()
	if *forDebugger {
		aliases = provider.Alone() // one process serves all aliases and many runs, and its parent is no Terraform
		options = append(options, tf6server.WithManagedDebug())
	} else if !wantsLog(os.Environ()) {
		// A plugin's libraries write every line at TRACE, and Terraform reads it before it throws it away. Unasked, that is a
		// third of the time that both need for a plan ("make bench").
		if err := os.Setenv("TF_LOG_SDK", "OFF"); err != nil {
			log.Fatal(err)
		}
	}
	err := tf6server.Serve("registry.terraform.io/geobackup/apsaradb",
		func() tfprotov6.ProviderServer { return provider.NewServer(provider.New(version.Number(), aliases)()) }, options...)
	leave()
	if err != nil {
		log.Fatal(err)
	}
}

// wantsLog reports whether an environment asks for any log but that of Terraform itself.
func wantsLog(environ []string) bool {
	return slices.ContainsFunc(environ, func(entry string) bool {
		name, level, _ := strings.Cut(entry, "=")
		elsewhere := []string{"TF_LOG_CORE", "TF_LOG_PATH"}
		return strings.HasPrefix(name, "TF_LOG") && !slices.Contains(elsewhere, name) && level != "" &&
			!strings.EqualFold(level, "OFF")
	})
}
