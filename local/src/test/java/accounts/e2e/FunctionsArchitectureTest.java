package accounts.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** The walls between the functions, and between them and the local stack. */
@AnalyzeClasses(packages = "accounts", importOptions = ImportOption.DoNotIncludeTests.class)
class FunctionsArchitectureTest {
  private static final String[] FUNCTIONS = {
    "accounts.authorizer..",
    "accounts.signup..",
    "accounts.resendcode..",
    "accounts.verifyemail..",
    "accounts.login..",
    "accounts.tokenrefresh..",
    "accounts.logout..",
    "accounts.logoutall..",
    "accounts.sessions..",
    "accounts.endsession..",
    "accounts.me..",
    "accounts.updateme..",
    "accounts.deleteme..",
    "accounts.exportme..",
    "accounts.changepassword..",
    "accounts.resetpassword..",
    "accounts.confirmpasswordreset..",
    "accounts.changeemail..",
    "accounts.confirmemailchange..",
    "accounts.undoemailchange..",
    "accounts.mailer..",
    "accounts.jwks..",
    "accounts.keyrotation..",
    "accounts.mailfeedback..",
    "accounts.mailredrive..",
    "accounts.eventpublisher..",
    "accounts.admin..",
    "accounts.sendverification.."
  };

  @ArchTest
  static final ArchRule functionsDoNotKnowEachOther =
      slices()
          .matching("accounts.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(resideInAnyPackage("accounts.."), isNoFunction());

  private static DescribedPredicate<JavaClass> isNoFunction() {
    return not(resideInAnyPackage(FUNCTIONS));
  }

  @ArchTest
  static final ArchRule functionsUseNoClientLibraries =
      noClasses()
          .that()
          .resideInAnyPackage(FUNCTIONS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon.awssdk..", "redis.clients..", "com.auth0..");

  @ArchTest
  static final ArchRule functionsReadNoEnvironmentAndNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(FUNCTIONS)
          .should()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(java.time.Instant.class, "now");

  @ArchTest
  static final ArchRule handlersAreNamedSo =
      classes()
          .that()
          .resideInAnyPackage(FUNCTIONS)
          .and()
          .areAssignableTo(RequestHandler.class)
          .should()
          .haveSimpleNameEndingWith("Handler")
          .andShould()
          .bePublic();

  @ArchTest
  static final ArchRule nothingKnowsTheLocalStack =
      noClasses()
          .that()
          .resideOutsideOfPackage("accounts.local..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("accounts.local..");

  @ArchTest
  static final ArchRule theLocalStackKnowsNoFunctionAndNoLayer =
      noClasses()
          .that()
          .resideInAPackage("accounts.local..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("accounts..").and(not(resideInAnyPackage("accounts.local.."))));

  /** The packages above, for a test that checks that none was forgotten. */
  static List<String> functionPackages() {
    return List.of(FUNCTIONS);
  }
}
