package accounts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the common layer. */
@AnalyzeClasses(packages = "accounts", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("accounts.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theSdkStaysInTheAdapters =
      noClasses()
          .that()
          // With what is nested in them.
          .haveNameNotMatching(".*\\.(Dynamo|Ses|SecretsManager|EventBridge|Sts|Lambda)[A-Z][^.]*")
          .and()
          // Signs the token that IAM takes for a password.
          .doNotHaveSimpleName("RedisIamToken")
          .and()
          .resideOutsideOfPackage("accounts.store")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule jedisStaysInTheAdapter =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("Redis")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("redis.clients..");

  @ArchTest
  static final ArchRule javaJwtStaysWithTheTokens =
      noClasses()
          .that()
          .resideOutsideOfPackage("accounts.token")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.auth0..");

  @ArchTest
  static final ArchRule bouncyCastleIsForArgon2AndEcdsaOnly =
      noClasses()
          .that()
          .doNotHaveSimpleName("Argon2id")
          .and()
          .doNotHaveFullyQualifiedName("accounts.token.Es256")
          .and()
          .doNotHaveFullyQualifiedName("accounts.token.Es256$Curve")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule eventsStayAtTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackage("accounts.http")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.amazonaws.services.lambda..");

  @ArchTest
  static final ArchRule onlyServicesReadTheEnvironment =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("accounts.Services")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule timeIsAParameter =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule portsAreInterfaces =
      classes()
          .that()
          .haveSimpleNameEndingWith("Store")
          .and()
          .haveSimpleNameNotStartingWith("Dynamo")
          .and()
          .haveSimpleNameNotStartingWith("Redis")
          .should()
          .beInterfaces();
}
